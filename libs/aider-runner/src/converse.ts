import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { encodeFrame, readFrames } from './frames.js';
import { parseServiceMessage } from './parse-service-message.js';
import { PROTOCOL, type ClientRequest, type RunnerEvent, type SandboxReport, type ServiceMessage } from './protocol.js';
import { RunnerError } from './runner-error.js';

export interface ConversationOptions {
  /** Ends the conversation; the service then ends the job. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunnerEvent) => void;
  readonly onSandbox?: (sandbox: SandboxReport | undefined) => void;
}

/** How long a service may take to end a job: less than a cancelled one may. */
const MAX_GOODBYE_MS = 5_000;

/** How a conversation can end. */
export type FinalMessage = Extract<ServiceMessage, { type: 'result' | 'prepared' | 'verified' | 'priced' }>;

/**
 * One request to the service at a Unix socket, and its answer.
 * @throws RunnerError when there is none; the reason of `signal`
 */
export async function converse(
  socketPath: string,
  request: ClientRequest,
  { signal, ...listeners }: ConversationOptions,
): Promise<FinalMessage> {
  signal.throwIfAborted();
  const socket = connect(socketPath);
  let patience: NodeJS.Timeout | undefined;
  // The service closes its end when nothing of the job runs any more, and the checkout can be removed.
  const stop = () => {
    socket.end();
    patience = setTimeout(() => socket.destroy(), MAX_GOODBYE_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await connected(socket, signal);
    const answer = await listen(socket, request, listeners);
    signal.throwIfAborted();
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof RunnerError
      ? error
      : new RunnerError('broken', 'The connection to the runner broke.', error);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(patience);
    socket.destroy();
  }
}

async function connected(socket: Socket, signal: AbortSignal): Promise<void> {
  try {
    await once(socket, 'connect', { signal });
  } catch (error) {
    throw new RunnerError('unreachable', 'The runner does not answer.', error);
  }
}

async function listen(
  socket: Socket,
  request: ClientRequest,
  { onEvent, onSandbox }: Omit<ConversationOptions, 'signal'>,
): Promise<FinalMessage> {
  for await (const frame of readFrames(socket)) {
    const message = parseServiceMessage(frame);
    switch (message.type) {
      case 'hello':
        if (message.protocol !== PROTOCOL) {
          throw new RunnerError('unsupported_protocol', `The runner speaks protocol ${message.protocol}.`);
        }
        onSandbox?.(message.sandbox);
        socket.write(encodeFrame(request));
        break;
      case 'event':
        onEvent?.(message.event);
        break;
      case 'error':
        throw new RunnerError(message.error.code, message.error.message);
      case 'result':
      case 'prepared':
      case 'verified':
      case 'priced':
        return message;
    }
  }
  throw new RunnerError('broken', 'The runner stopped before the job was done.');
}
