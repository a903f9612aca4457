import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { toGitHubFailure } from '../src/github-failure.js';
import { createOctokit } from '../src/octokit.js';

it('limits every request by itself, not all of them by the first', async () => {
  const server = createServer((request, response) => {
    if (!request.url?.includes('hang')) response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const octokit = createOctokit({ apiUrl, auth: 'x', timeoutMs: 1_000 });

  await octokit.request('GET /first');
  await sleep(1_200);
  const second = await octokit.request('GET /second');
  const hanging = await octokit.request('POST /hang').catch((error: unknown) => error);

  expect(second.status).toBe(200);
  expect(toGitHubFailure(hanging, 'issue-not-found')).toMatchObject({ code: 'github-unreachable' });
  server.closeAllConnections();
  server.close();
});
