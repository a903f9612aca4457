import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { startScriptedModel } from '@ai-coding-agent/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { openTestGateway } from './gateway-under-test.js';

afterEach(() => vi.unstubAllEnvs());

it('goes to the provider through the proxy that the environment names', async () => {
  const model = await startScriptedModel();
  const { host } = new URL(model.url);
  const asked: (string | undefined)[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    asked.push(request.url);
    const upstream = connect(Number(host.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    socket.on('error', () => upstream.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  vi.stubEnv('NO_PROXY', '');
  const gateway = await openTestGateway(model.url);

  expect((await gateway.chat()).status).toBe(200);

  expect(asked).toEqual([host]);
  await gateway.close();
  await model.close();
  proxy.close();
});
