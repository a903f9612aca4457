import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectRunner } from './connect-runner.js';
import { encodeFrame, readFrames } from './frames.js';
import type { RunnerEvent } from './protocol.js';

const HELLO = { type: 'hello', protocol: 3, aider: '0.86.2', python: '3.11.7' };
const JOB = { workspace: '/w', prompt: 'p', model: 'm' };
const RESULT = {
  status: 'no_edit',
  summary: 's',
  edited: [],
  refused: [],
  model: 'm',
  priceKnown: false,
  usage: { llmCalls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
  warnings: [],
  timings: { totalMs: 1 },
};

describe('connectRunner', () => {
  let folder: string;
  let path: string;
  let server: Server;
  let clients: Socket[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'connect-'));
    path = join(folder, 'socket');
    clients = [];
  });
  afterEach(async () => {
    clients.forEach((client) => client.destroy());
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true });
  });

  /** A service that greets and answers each request with `answers`, raw bytes or messages. */
  async function serve(greeting: object, answers: readonly (object | Buffer)[], requests: object[] = []) {
    server = createServer((client) => {
      clients.push(client);
      client.on('error', () => undefined);
      client.write(encodeFrame(greeting));
      void (async () => {
        for await (const request of readFrames(client)) {
          requests.push(request);
          for (const answer of answers) client.write(Buffer.isBuffer(answer) ? answer : encodeFrame(answer));
          if (answers.length > 0) client.end();
        }
      })().catch(() => undefined);
    });
    server.listen(path);
    await once(server, 'listening');
    return connectRunner(path);
  }
  const { signal } = new AbortController();

  it('sends one job and hears its events and its result', async () => {
    const requests: object[] = [];
    const event = { kind: 'file_added', path: 'app.py' };
    const runner = await serve(
      HELLO,
      [
        { type: 'event', event },
        { type: 'result', result: RESULT },
      ],
      requests,
    );
    const events: RunnerEvent[] = [];

    const result = await runner.run(JOB, { signal, onEvent: (heard) => events.push(heard) });

    expect(result).toEqual(RESULT);
    expect(events).toEqual([event]);
    expect(requests).toEqual([{ type: 'run', protocol: 3, job: JOB }]);
  });

  it('is ready once the service has prepared a process', async () => {
    const runner = await serve(HELLO, [{ type: 'prepared' }]);
    const before = runner.isReady;

    await runner.ready();

    expect([before, runner.isReady]).toEqual([false, true]);
  });

  it('is not ready any more when nobody answers', async () => {
    const runner = await serve(HELLO, [{ type: 'prepared' }]);
    await runner.ready();
    await new Promise((resolve) => server.close(resolve));

    await expect(runner.run(JOB, { signal })).rejects.toMatchObject({ code: 'unreachable' });
    expect(runner.isReady).toBe(false);
  });

  it.each([
    ['says that the job is bad', HELLO, [{ type: 'error', error: { code: 'bad_job', message: 'm' } }], 'bad_job'],
    ['speaks another protocol', { ...HELLO, protocol: 2 }, [], 'unsupported_protocol'],
    ['closes without a result', HELLO, [{ type: 'event', event: { kind: 'warning', message: 'w' } }], 'broken'],
    ['answers something else', HELLO, [{ type: 'prepared' }], 'broken'],
    ['talks nonsense', HELLO, [{ type: 'result', result: {} }], 'broken'],
    ['sends garbage', HELLO, [Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')], 'broken'],
  ])('fails when the service %s', async (_, greeting, answers, code) => {
    const runner = await serve(greeting, answers);

    await expect(runner.run(JOB, { signal })).rejects.toMatchObject({ name: 'RunnerError', code });
  });

  it('hangs up when aborted, and rejects with the reason', async () => {
    const requests: object[] = [];
    const runner = await serve(HELLO, [], requests);
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = runner.run(JOB, { signal: controller.signal });
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    const hungUp = new Promise((resolve) => clients[0]?.once('close', () => resolve('hung up')));

    controller.abort(reason);

    await expect(run).rejects.toBe(reason);
    expect(await hungUp).toBe('hung up');
  });

  it('does not even connect when aborted before', async () => {
    const runner = await serve(HELLO, []);

    await expect(runner.run(JOB, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no');
    expect(clients).toEqual([]);
  });

  it('ends what is under way when closed', async () => {
    const runner = await serve(HELLO, []);
    const run = runner.run(JOB, { signal });
    await once(server, 'connection');

    await runner.close();

    await expect(run).rejects.toMatchObject({ code: 'unreachable' });
  });
});
