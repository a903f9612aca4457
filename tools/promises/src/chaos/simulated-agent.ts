import { createServer, type Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeFrame, PROTOCOL, readFrames, type ClientRequest, type RunnerJob } from '@ai-coding-agent/aider-runner';

/** How an edit ends: with a changed file, or with what the provider of the model answered. */
export type AgentEnd = 'edited' | 'unavailable' | 'unauthorized';

const USAGE = { llmCalls: 1, promptTokens: 10, completionTokens: 1, costUsd: 0 };
const HTTP_STATUS = { unavailable: 503, unauthorized: 401 };

/**
 * Speaks the protocol of the runner at a Unix socket, as a sidecar does, and needs no time but what it is told to take.
 * @param decide how the edit of a prompt ends, and how many milliseconds it takes
 */
export async function startSimulatedAgent(path: string, decide: (prompt: string) => { end: AgentEnd; ms: number }) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // its worker was killed
    socket.write(encodeFrame({ type: 'hello', protocol: PROTOCOL, aider: 'simulated', python: 'none' }));
    void answer(socket, decide).catch(() => socket.destroy());
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function answer(socket: Socket, decide: (prompt: string) => { end: AgentEnd; ms: number }): Promise<void> {
  for await (const frame of readFrames(socket)) {
    const request = frame as ClientRequest;
    if (request.type === 'prepare') socket.write(encodeFrame({ type: 'prepared' }));
    if (request.type === 'prices') socket.write(encodeFrame({ type: 'priced' }));
    if (request.type === 'run') socket.write(encodeFrame({ type: 'result', result: await edit(request.job, decide) }));
  }
}

async function edit({ workspace, prompt, model }: RunnerJob, decide: Parameters<typeof answer>[1]) {
  const { end, ms } = decide(prompt);
  await sleep(ms);
  const known = { refused: [], model, priceKnown: true, usage: USAGE, warnings: [], timings: { totalMs: ms } };
  if (end !== 'edited') {
    const failure = { message: end, exceptionClass: 'APIError', httpStatus: HTTP_STATUS[end] };
    return { ...known, status: 'model_error', summary: '', edited: [], failure };
  }
  await writeFile(join(workspace, 'answer.txt'), `${prompt.length}\n`);
  return { ...known, status: 'edited', summary: 'Answered.', edited: ['answer.txt'] };
}
