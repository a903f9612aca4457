import type { AiderRunner } from './aider-runner.js';
import { converse, type ConversationOptions, type FinalMessage } from './converse.js';
import {
  prepareRequest,
  pricesRequest,
  runRequest,
  verifyRequest,
  type ClientRequest,
  type SandboxReport,
} from './protocol.js';
import { RunnerError } from './runner-error.js';

/** A runner service that somebody else has started, such as a sidecar container, at the path of its Unix socket. */
export function connectRunner(socketPath: string): AiderRunner {
  let isReady = false;
  let sandbox: SandboxReport | undefined;
  const closed = new AbortController();

  async function ask<T extends FinalMessage['type']>(
    request: ClientRequest,
    expected: T,
    { signal, ...listeners }: Partial<ConversationOptions> = {},
  ): Promise<Extract<FinalMessage, { type: T }>> {
    try {
      const either = signal ? AbortSignal.any([signal, closed.signal]) : closed.signal;
      const onSandbox = (report: SandboxReport | undefined) => (sandbox = report);
      const message = await converse(socketPath, request, { ...listeners, onSandbox, signal: either });
      if (!isOf(message, expected)) throw new RunnerError('broken', 'The runner answered something else.');
      return message;
    } catch (error) {
      if (error instanceof RunnerError && error.code === 'unreachable') isReady = false;
      throw error;
    }
  }

  return {
    get isReady() {
      return isReady;
    },
    get sandbox() {
      return sandbox;
    },
    async ready() {
      isReady = false;
      await ask(prepareRequest(), 'prepared');
      isReady = true;
    },
    async run(job, options) {
      const { result } = await ask(runRequest(job), 'result', options);
      isReady = true;
      return result;
    },
    async verify(verification, options) {
      const { type: _, ...result } = await ask(verifyRequest(verification), 'verified', options);
      return result;
    },
    async prices(model) {
      return (await ask(pricesRequest(model), 'priced')).prices;
    },
    async close() {
      isReady = false;
      closed.abort(new RunnerError('unreachable', 'The runner was closed.'));
    },
  };
}

function isOf<T extends FinalMessage['type']>(
  message: FinalMessage,
  type: T,
): message is Extract<FinalMessage, { type: T }> {
  return message.type === type;
}
