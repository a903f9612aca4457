import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { JobFailure } from '@ai-coding-agent/failures';
import type { GatewayLimits, GatewayUsage } from './budget.js';
import { GatewayCalls } from './gateway-calls.js';
import type { ModelRoute } from './model-route.js';
import { DEFAULT_PATIENCE, type Patience } from './patience.js';
import type { ModelPrice } from './tokens.js';

/** What a gateway needs to know about its job. */
export interface GatewayOptions {
  /** Where it listens; shorter than 108 bytes, not existing yet. */
  readonly socketPath: string;
  /** Permissions of the socket, `0o600` by default; `0o666` where the agent runs under another user id. */
  readonly socketMode?: number;
  /** The job's own, hard to guess; the only secret in the sandbox. */
  readonly token: string;
  /** The models of the job, each as `resolveRoute` gives it. */
  readonly routes: readonly ModelRoute[];
  readonly limits: GatewayLimits;
  /** By LiteLLM's names of the models. A model that is missing costs nothing here, and only the call limit holds. */
  readonly prices: Readonly<Record<string, ModelPrice>>;
  /** Ends the gateway and what is under way. */
  readonly signal?: AbortSignal;
  /** Called after every call with the sum so far. */
  readonly onUsage?: (usage: GatewayUsage) => void;
  /** Largest body of a request; 10 MiB by default. */
  readonly maxRequestBytes?: number;
  readonly patience?: Partial<Patience>;
}

/** An open gateway. */
export interface Gateway {
  usage(): GatewayUsage;
  /**
   * Why the last call got no answer, or undefined if it got one. Believe it over whatever the sandbox says. Requests
   * that were refused because no agent of ours makes them are not told here.
   */
  failure(): JobFailure | undefined;
  /** How many such requests there were. */
  refusals(): number;
  /** Breaks off what is under way and removes the socket. Safe to call twice. */
  close(): Promise<void>;
}

/** Connections of one sandbox; each of LiteLLM's clients keeps one or two. */
const MAX_CONNECTIONS = 32;
const MAX_REQUEST_BYTES = 10 * 1024 * 1024;

/**
 * Opens the gateway of one job on a Unix socket.
 * @throws the system's error if the socket cannot be made, or the reason of `signal` if that is aborted already
 */
export async function openGateway(options: GatewayOptions): Promise<Gateway> {
  // Loaded when the first job needs it: the HTTP client is a fifth of a worker's code.
  const { Upstream } = await import('./upstream.js');
  options.signal?.throwIfAborted();
  const calls = new GatewayCalls(
    { ...options, maxRequestBytes: options.maxRequestBytes ?? MAX_REQUEST_BYTES },
    new Upstream({ ...DEFAULT_PATIENCE, ...options.patience }),
  );
  const server = createServer((request, response) => void calls.handle(request, response));
  server.maxConnections = MAX_CONNECTIONS;
  // A connection that the client believes to be open must not be closed under its next request.
  server.keepAliveTimeout = 0;
  server.listen(options.socketPath);
  await once(server, 'listening');

  let closing: Promise<void> | undefined;
  const close = async () => {
    const closed = once(server, 'close');
    server.close();
    calls.abort();
    server.closeAllConnections();
    await calls.finished();
    await closed;
  };
  const gateway: Gateway = {
    usage: () => calls.usage,
    failure: () => calls.failure,
    refusals: () => calls.refusals,
    close: () => (closing ??= close()),
  };
  const onAbort = () => void gateway.close();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  server.once('close', () => options.signal?.removeEventListener('abort', onAbort));

  try {
    // The token guards the moment before this, and the caller's folder should as well.
    await chmod(options.socketPath, options.socketMode ?? 0o600);
  } catch (error) {
    await gateway.close();
    throw error;
  }
  return gateway;
}
