/**
 * The only way out of the agent's sandbox: a reverse proxy in the worker, one per job, on a Unix socket.
 *
 * ```ts
 * const routes = [resolveRoute('anthropic/claude-sonnet-4-5', pickProviderSettings(process.env))];
 * const gateway = await openGateway({ socketPath, token, routes, prices, limits: { maxCalls: 20, maxCostUsd: 2 }, signal });
 * try {
 *   // In the sandbox: LiteLLM's api_base, api_key and environment, and httpx with the socket as its `uds`.
 *   const { apiBase, apiKey, env } = sandboxAccess(routes[0], token);
 *   …
 *   if (gateway.failure()) throw gateway.failure(); // beats whatever the sandbox says
 * } finally {
 *   await gateway.close();
 * }
 * ```
 *
 * - The sandbox sends the token wherever its client puts a key. A bad token is answered with 401.
 * - Everything else that ends badly is 400 with `x-should-retry: false` and the message `[llm-gateway CODE] …`, where CODE
 *   is a `FailureCode`, or `refused` for a request that no agent of ours makes. Retrying is the gateway's business alone.
 * - One call of a job at a time, since what a call costs is known when it ends: so no limit is overshot by more than it.
 */
export { openGateway, type Gateway, type GatewayOptions } from './open-gateway.js';
export type { GatewayLimits, GatewayUsage } from './budget.js';
export { resolveRoute, RouteError, sandboxAccess, type ModelRoute } from './model-route.js';
export type { ModelPrice } from './tokens.js';
export { DEFAULT_PATIENCE, type Patience } from './patience.js';
