import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { GatewayRequest, OpenedGateway, OpenGateway } from '@ai-coding-agent/aider-runner';
import { claimFolder, type ClaimedFolder } from '@ai-coding-agent/git-ops';
import { openGateway, sandboxAccess, type ModelPrice, type ModelRoute } from '@ai-coding-agent/llm-gateway';
import { ConfigError } from '@ai-coding-agent/service-kit';
import type { PriceBook } from './price-book.js';

const SOCKET = 'llm.sock';
/** Of Linux, less the zero at its end. */
const LONGEST_SOCKET_PATH = 107;

export interface GatewayOpenerOptions {
  readonly routes: ReadonlyMap<string, ModelRoute>;
  readonly prices: Pick<PriceBook, 'priceOf'>;
  /** Has a folder for every open gateway. A runner in a sidecar has to see it under the same path. */
  readonly workspaceDirectory: string;
  /** Whether the agent runs under another user id, with which the worker shares its group. */
  readonly isShared: boolean;
}

/** Opens a gateway of its own for every edit: a token of 256 bits, on a socket that goes with it. */
export function gatewayOpener(options: GatewayOpenerOptions): OpenGateway {
  return async (request) => {
    const routes = request.models.map((model) => routeOf(model, options.routes));
    const prices = await pricesOf(request.models, options.prices);
    const folder = await claimFolder(options.workspaceDirectory, options.isShared ? 0o750 : 0o700);
    try {
      return await open(request, { routes, prices, folder, isShared: options.isShared });
    } catch (error) {
      await folder.remove();
      throw error;
    }
  };
}

/**
 * Whether a socket fits below the folder.
 * @throws ConfigError when its path would be longer than the system allows
 */
export function checkSocketRoom(workspaceDirectory: string): void {
  const longest = join(resolve(workspaceDirectory), `ai-agent-${'0'.repeat(7)}-${'0'.repeat(24)}`, SOCKET);
  if (Buffer.byteLength(longest) <= LONGEST_SOCKET_PATH) return;
  const room = LONGEST_SOCKET_PATH - Buffer.byteLength(longest) + Buffer.byteLength(resolve(workspaceDirectory));
  throw new ConfigError([`WORKSPACE_DIR: must have at most ${room} bytes, so that a socket fits below it`]);
}

interface Place {
  /** The first is the one that edits. */
  readonly routes: readonly ModelRoute[];
  readonly prices: Readonly<Record<string, ModelPrice>>;
  readonly folder: ClaimedFolder;
  readonly isShared: boolean;
}

async function open(
  { maxLlmCalls, maxCostUsd, signal }: GatewayRequest,
  { routes, prices, folder, isShared }: Place,
): Promise<OpenedGateway> {
  const token = randomBytes(32).toString('hex');
  const socket = join(folder.path, SOCKET);
  const gateway = await openGateway({
    socketPath: socket,
    socketMode: isShared ? 0o660 : 0o600,
    token,
    routes,
    limits: { maxCalls: maxLlmCalls, maxCostUsd },
    prices,
    signal,
  });
  const [main] = routes;
  if (!main) throw new Error('a job without a model');
  return {
    socket,
    token,
    apiBase: sandboxAccess(main, token).apiBase,
    ...(main.apiVersion && { extraParams: { api_version: main.apiVersion } }),
    usage: () => {
      const { llmCalls, promptTokens, completionTokens, costUsd } = gateway.usage();
      return { llmCalls, promptTokens, completionTokens, costUsd };
    },
    priceKnown: () => gateway.usage().priceKnown,
    failure: () => gateway.failure(),
    close: async () => {
      await gateway.close();
      await folder.remove();
    },
  };
}

function routeOf(model: string, routes: ReadonlyMap<string, ModelRoute>): ModelRoute {
  const route = routes.get(model);
  // The job's first stage lets no other model through.
  if (!route) throw new Error(`no route to the model ${model}`);
  return route;
}

async function pricesOf(
  models: readonly string[],
  book: Pick<PriceBook, 'priceOf'>,
): Promise<Readonly<Record<string, ModelPrice>>> {
  const found = await Promise.all(models.map(async (model) => [model, await book.priceOf(model)] as const));
  return Object.fromEntries(found.filter((entry): entry is [string, ModelPrice] => entry[1] !== undefined));
}
