import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitAll, edit, failureOf, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
});
afterEach(() => forge.close());

function answerWith(status: number, body = ''): void {
  forge.intercept = (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
    return true;
  };
}

describe('prepare', () => {
  it.each([
    [401, 'git-auth'],
    [403, 'git-auth'],
    [404, 'repository-not-found'],
    [429, 'github-rate-limited'],
    [500, 'git-unreachable'],
    [502, 'git-unreachable'],
    [503, 'git-unreachable'],
    [418, 'git-failed'],
  ])('takes status %i for %s and leaves nothing behind', async (status, code) => {
    answerWith(status);

    const failure = await failureOf(prepareCheckout(forge));

    expect(failure.code).toBe(code);
    expect(readdirSync(forge.workspace)).toEqual([]);
  });

  it('takes an unknown token for a failure of the credentials', async () => {
    const failure = await failureOf(prepareCheckout(forge, {}, { token: async () => 'expired-token' }));

    expect(failure.code).toBe('git-auth');
  });

  it('says what the server says about missing rights', async () => {
    answerWith(403, 'Write access to repository not granted.\n');

    const failure = await failureOf(prepareCheckout(forge));

    expect(failure.detail).toBe('Write access to repository not granted.');
  });

  it('takes a closed port for an unreachable server', async () => {
    const { url } = forge;
    await forge.close();
    forge = await TestForge.start();

    const failure = await failureOf(prepareCheckout(forge, {}, { serverUrl: url }));

    expect(failure.code).toBe('git-unreachable');
    expect(failure.detail).toContain('Failed to connect');
  });

  it('takes an unknown host for an unreachable server', async () => {
    const failure = await failureOf(prepareCheckout(forge, {}, { serverUrl: 'http://no-such-host.invalid' }));

    expect(failure).toMatchObject({ code: 'git-unreachable', detail: expect.stringContaining('no-such-host.invalid') });
  });

  it('takes a server without TLS for an unreachable one', async () => {
    const failure = await failureOf(prepareCheckout(forge, {}, { serverUrl: forge.url.replace('http:', 'https:') }));

    expect(failure.code).toBe('git-unreachable');
  });

  it('does not wait for ever for a server that says nothing', async () => {
    forge.intercept = () => true;

    const failure = await failureOf(prepareCheckout(forge, {}, { stallSeconds: 1 }));

    expect(failure).toMatchObject({ code: 'git-unreachable', detail: expect.stringContaining('too slow') });
  });

  it.each(['git-upload-pack', 'info/refs'])(
    'takes a connection that breaks in %s for an unreachable server',
    async (at) => {
      forge.intercept = (request, response) => {
        if (!request.url?.includes(at)) return false;
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result', 'content-length': 1000 });
        response.write('001e# service=git-upload-pack\n', () => request.socket.destroy());
        return true;
      };

      const failure = await failureOf(prepareCheckout(forge));

      expect(failure.code).toBe('git-unreachable');
    },
  );

  it('reports a missing program', async () => {
    const failure = await failureOf(prepareCheckout(forge, {}, { git: '/nonexistent/git' }));

    expect(failure).toMatchObject({ code: 'git-failed', detail: 'git is not installed' });
  });

  it('passes on why there is no token', async () => {
    const reason = new Error('The App is suspended.');

    const prepared = prepareCheckout(forge, {}, { token: () => Promise.reject(reason) });

    await expect(prepared).rejects.toBe(reason);
  });

  it('goes through the proxy of the deployment', async () => {
    const seen: string[] = [];
    const proxy: Server = createServer((request, response) => {
      seen.push(request.url ?? '');
      response.writeHead(502).end();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const environment = {
      PATH: process.env['PATH'],
      http_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    };

    const failure = await failureOf(prepareCheckout(forge, {}, { environment, serverUrl: 'http://git.example.test' }));
    await new Promise((resolve) => proxy.close(resolve));

    expect(failure.code).toBe('git-unreachable');
    expect(seen[0]).toMatch(/^http:\/\/git\.example\.test\/acme\/shop\.git\/info\/refs/);
  });
});

describe('push', () => {
  it.each([
    [401, 'git-auth'],
    [403, 'git-auth'],
    [404, 'repository-not-found'],
    [500, 'git-unreachable'],
  ])('takes status %i for %s', async (status, code) => {
    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'b\n');
    const commit = await commitAll(checkout);
    answerWith(status);

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe(code);
  });

  it('takes a connection that breaks in the middle for an unreachable server', async () => {
    const checkout = await prepareCheckout(forge);
    edit(checkout, 'a.txt', 'b\n');
    const commit = await commitAll(checkout);
    forge.intercept = (request) => {
      if (request.method !== 'POST' || !request.url?.endsWith('git-receive-pack')) return false;
      request.socket.destroy();
      return true;
    };

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe('git-unreachable');
  });
});
