import type { AiderRunner } from './aider-runner.js';
import { converse } from './converse.js';
import { prepareRequest, runRequest } from './protocol.js';
import { RunnerError } from './runner-error.js';

/** A runner service that somebody else has started, such as a sidecar container, at the path of its Unix socket. */
export function connectRunner(socketPath: string): AiderRunner {
  let isReady = false;
  const closed = new AbortController();

  return {
    get isReady() {
      return isReady;
    },
    async ready() {
      isReady = false;
      await converse(socketPath, prepareRequest(), { signal: closed.signal });
      isReady = true;
    },
    async run(job, { signal, ...options }) {
      try {
        const either = AbortSignal.any([signal, closed.signal]);
        const message = await converse(socketPath, runRequest(job), { ...options, signal: either });
        if (message.type !== 'result') throw new RunnerError('broken', 'The runner did not answer the job.');
        isReady = true;
        return message.result;
      } catch (error) {
        if (error instanceof RunnerError && error.code === 'unreachable') isReady = false;
        throw error;
      }
    },
    async close() {
      isReady = false;
      closed.abort(new RunnerError('unreachable', 'The runner was closed.'));
    },
  };
}
