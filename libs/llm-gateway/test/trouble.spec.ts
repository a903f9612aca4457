import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { startScriptedModel, waitUntil, type ScriptedModel } from '@ai-coding-agent/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY, openTestGateway, TOKEN, type GatewayUnderTest, type Overrides } from './gateway-under-test.js';

const EVENT = `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: 'x'.repeat(360) } }] })}\n\n`;
const ONE_TRY = { patience: { tries: 1 } };

describe('trouble', () => {
  const cleanUps: (() => Promise<unknown>)[] = [];
  let model: ScriptedModel;

  beforeEach(async () => {
    model = await startScriptedModel();
    cleanUps.push(() => model.close());
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  const open = async (overrides?: Overrides, base = model.url): Promise<GatewayUnderTest> => {
    const gateway = await openTestGateway(base, overrides);
    cleanUps.push(() => gateway.close());
    return gateway;
  };

  /** A provider that does as it likes. */
  const serve = async (listener: RequestListener): Promise<{ base: string; server: Server }> => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cleanUps.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
  };

  describe('that passes', () => {
    it.each([
      ['429', { status: 429, headers: { 'retry-after': '0' } }],
      ['500', { status: 500 }],
      ['503', { status: 503 }],
      ['529', { status: 529 }],
      ['a dropped connection', { drop: true as const }],
    ])('is got over without the client noticing: %s', async (_, turn) => {
      const gateway = await open();
      model.setScript([turn, turn, 'fine']);

      const answer = await gateway.chat();

      expect(answer.status).toBe(200);
      expect(model.requests).toHaveLength(3);
      expect(gateway.usage().llmCalls).toBe(1);
      expect(gateway.failure()).toBeUndefined();
    });

    it('is forgotten once a later call is answered', async () => {
      const gateway = await open(ONE_TRY);
      model.setScript([{ status: 503 }, 'fine']);

      await gateway.chat();
      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable', retryable: true });
      await gateway.chat();
      expect(gateway.failure()).toBeUndefined();
    });
  });

  describe('that stays', () => {
    it('is given up on after a few tries', async () => {
      const gateway = await open({ patience: { tries: 3 } });
      model.setScript([{ status: 503, error: { message: 'overloaded' } }]);

      const answer = await gateway.chat();

      expect(answer).toMatchObject({ status: 400, headers: { 'x-should-retry': 'false' } });
      expect(answer.body).toContain('[llm-gateway model-unavailable]');
      expect(model.requests).toHaveLength(3);
      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable', detail: 'HTTP 503: overloaded' });
    });

    it('is not waited for longer than patience allows, and the wait is told', async () => {
      const gateway = await open();
      model.setScript([{ status: 429, headers: { 'retry-after': '3600' } }]);

      await gateway.chat();

      expect(model.requests).toHaveLength(1);
      expect(gateway.failure()).toMatchObject({ code: 'model-rate-limited', retryAfterSeconds: 3600 });
    });

    it('is not retried when the quota is used up', async () => {
      const gateway = await open();
      model.setScript([{ status: 429, error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }]);

      await gateway.chat();

      expect(model.requests).toHaveLength(1);
    });

    it.each([400, 401, 402, 403, 404, 413, 422])('is not retried: %i', async (status) => {
      const gateway = await open();
      model.setScript([{ status }]);

      expect((await gateway.chat()).status).toBe(400);
      expect(model.requests).toHaveLength(1);
    });

    it('is a refused connection', async () => {
      const { base, server } = await serve(() => {});
      server.close();
      const gateway = await open({}, base);

      expect((await gateway.chat()).body).toContain('[llm-gateway model-unavailable]');
      expect(gateway.failure()?.detail).toContain('ECONNREFUSED');
    });
  });

  describe('with an answer', () => {
    it.each([
      ['is not JSON', 'application/json', '{"choices": [', false],
      ['is a web page', 'text/html', '<html></html>', false],
      ['is a web page in place of a stream', 'text/html', '<html></html>', true],
      ['is an empty stream', 'text/event-stream', '', true],
      ['is a stream without sense', 'text/event-stream', 'data: what?\n\n', true],
    ])('that %s', async (_, type, body, stream) => {
      const { base } = await serve((_request, response) => response.writeHead(200, { 'content-type': type }).end(body));
      const gateway = await open({}, base);

      await gateway.chat({ stream }).catch(() => undefined);

      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable' });
    });

    it('that is a redirect, which nobody follows', async () => {
      const { base } = await serve((_request, response) => response.writeHead(302, { location: model.url }).end());
      const gateway = await open({}, base);

      expect((await gateway.chat()).status).toBe(400);
      expect(model.requests).toEqual([]);
    });

    it('that breaks off: the client sees it, and what was sent is charged', async () => {
      const { base } = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(EVENT, () => response.destroy());
      });
      const gateway = await open({}, base);

      await expect(gateway.chat({ stream: true })).rejects.toThrow('aborted');

      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable' });
      expect(gateway.usage().completionTokens).toBe(100);
      expect(gateway.usage().promptTokens).toBeGreaterThan(0);
    });

    it('that turns into an error', async () => {
      const error = 'data: {"error": {"code": "server_error", "message": "The model crashed."}}\n\n';
      const { base } = await serve((_request, response) =>
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(EVENT + error),
      );
      const gateway = await open({}, base);

      const answer = await gateway.chat({ stream: true });

      expect(answer.body).toBe(EVENT + error);
      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable', detail: 'The model crashed.' });
    });

    it('that was filtered', async () => {
      const body = JSON.stringify({
        choices: [{ index: 0, finish_reason: 'content_filter', message: { content: '' } }],
      });
      const { base } = await serve((_request, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      );
      const gateway = await open({}, base);

      expect(await gateway.chat()).toMatchObject({ status: 200, body });
      expect(gateway.failure()).toMatchObject({ code: 'model-rejected', detail: 'content filter' });
    });

    it('that never begins', async () => {
      const gateway = await open({ patience: { firstByteMs: 50 } });
      model.setScript([{ hang: true }]);

      expect((await gateway.chat()).body).toContain('[llm-gateway model-unavailable]');
      expect(model.requests).toHaveLength(1);
    });

    it('that stalls', async () => {
      const { base } = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(EVENT);
      });
      const gateway = await open({ patience: { idleMs: 50 } }, base);

      await expect(gateway.chat({ stream: true })).rejects.toThrow('aborted');
      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable' });
    });

    it('that trickles on for ever', async () => {
      let isClosed = false;
      const { base } = await serve((_request, response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        const timer = setInterval(() => response.write(': ping\n\n'), 10);
        response.once('close', () => {
          clearInterval(timer);
          isClosed = true;
        });
      });
      const gateway = await open({ patience: { idleMs: 5_000, totalMs: 200 } }, base);

      await expect(gateway.chat({ stream: true })).rejects.toThrow('aborted');
      expect(gateway.failure()).toMatchObject({ code: 'model-unavailable', detail: 'no whole answer within 200 ms' });
      await waitUntil('the connection is closed', () => isClosed);
    });
  });

  describe('in the sandbox', () => {
    /** A provider that begins to answer and goes on when nobody listens any more; tells how many still do. */
    const endless = async () => {
      const connections = { open: 0, total: 0 };
      const { base } = await serve((_request, response) => {
        connections.open += 1;
        connections.total += 1;
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(EVENT);
        response.once('close', () => (connections.open -= 1));
      });
      return { base, connections };
    };

    it('does not go on at the provider: the job is aborted', async () => {
      const { base, connections } = await endless();
      const job = new AbortController();
      const gateway = await open({ signal: job.signal }, base);
      const answer = gateway.chat({ stream: true }).catch((error: unknown) => error);
      await waitUntil('the answer begins', () => connections.open === 1);

      job.abort();

      expect(await answer).toBeInstanceOf(Error);
      await waitUntil('the call has ended', () => connections.open === 0 && !existsSync(gateway.socketPath));
      expect(gateway.usage().completionTokens).toBe(100);
      await expect(gateway.chat()).rejects.toThrow();
    });

    it('does not go on at the provider, nor is it free: the client hangs up', async () => {
      const { base, connections } = await endless();
      const gateway = await open({}, base);
      const client = new AbortController();
      const answer = gateway.chat({ stream: true }, { signal: client.signal }).catch((error: unknown) => error);
      await waitUntil('the answer begins', () => connections.open === 1);

      client.abort();

      expect(await answer).toBeInstanceOf(Error);
      await waitUntil('the call has ended', () => connections.open === 0 && gateway.usage().costUsd > 0);
      expect(gateway.failure()).toBeUndefined();
    });

    it('keeps no job from ending: a client that sends half a request', async () => {
      const gateway = await open();
      const half = connect(gateway.socketPath);
      half.on('error', () => {});
      half.write(
        `POST /openai/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${TOKEN}\r\ncontent-length: 1000\r\n\r\n{`,
      );
      const waiting = gateway.chat().catch((error: unknown) => error);

      await gateway.close();

      expect(await waiting).toBeInstanceOf(Error);
      expect(model.requests).toEqual([]);
    });

    it('keeps no worker from going on: garbage on the socket', async () => {
      const gateway = await open();
      const garbage = connect(gateway.socketPath);
      garbage.on('error', () => {});
      garbage.end('\u0000\u0001 not HTTP at all\r\n\r\n');
      await once(garbage.resume(), 'close');

      expect((await gateway.chat()).status).toBe(200);
    });
  });

  it('shows no key in what a provider says about it, however it is written', async () => {
    const gateway = await open(ONE_TRY);
    const said = `${KEY} ${encodeURIComponent(KEY)} ${Buffer.from(`:${KEY}`).toString('base64')}`;
    model.setScript([{ status: 500, error: { message: said } }]);

    const { body } = await gateway.chat();

    for (const text of [body, gateway.failure()?.message ?? '']) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(Buffer.from(KEY).toString('base64').slice(4, 20));
    }
  });
});
