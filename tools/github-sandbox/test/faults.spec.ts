import { afterEach, beforeEach, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient, type ApiClient } from './api-client.js';
import { cloneUrl, git, temporaryFolder } from './git-client.js';

const COMMENTS = '/repos/acme/shop/issues/1/comments';

let sandbox: GitHubSandbox;
let api: ApiClient;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  sandbox.createUser({ login: 'writer', token: 'writer-token' });
  await sandbox.createRepository('acme/shop');
  sandbox.setPermission('acme/shop', 'writer', 'write');
  sandbox.openIssue('acme/shop', { title: 'Bug' });
  api = apiClient(sandbox, 'writer-token');
});

afterEach(() => sandbox.close());

test('a fault hits the matching requests so many times, and no others', async () => {
  const fault = sandbox.injectFault({ method: 'POST', path: /\/comments$/, status: 502, times: 2, skip: 1 });

  const statuses = [];
  for (let i = 0; i < 5; i++) statuses.push((await api('POST', COMMENTS, { body: `Try ${i}` })).status);
  const read = await api('GET', COMMENTS);

  expect(statuses).toEqual([201, 502, 502, 201, 201]);
  expect(read.json).toHaveLength(3);
  expect(fault.hits).toBe(2);
});

test('a rate limit looks like the real one', async () => {
  sandbox.injectFault({
    path: '/issues/1',
    status: 429,
    headers: { 'retry-after': '1', 'x-ratelimit-remaining': '0' },
    body: { message: 'You have exceeded a secondary rate limit.' },
  });

  const { status, headers, json } = await api('GET', '/repos/acme/shop/issues/1');

  expect(status).toBe(429);
  expect(headers.get('retry-after')).toBe('1');
  expect(json.message).toBe('You have exceeded a secondary rate limit.');
});

test('a dropped connection has no effect unless it is dropped after it', async () => {
  sandbox.injectFault({ method: 'POST', path: '/comments', drop: true });
  await expect(api('POST', COMMENTS, { body: 'Lost' })).rejects.toThrow('fetch failed');
  const lost = sandbox.comments('acme/shop', 1).length;

  sandbox.injectFault({ method: 'POST', path: '/comments', drop: true, afterEffect: true });
  await expect(api('POST', COMMENTS, { body: 'Done, but who knows' })).rejects.toThrow('fetch failed');
  const done = sandbox.comments('acme/shop', 1).length;

  expect([lost, done]).toEqual([0, 1]);
});

test('a request that hangs ends with its caller, or with the sandbox', async () => {
  sandbox.injectFault({ path: '/issues/1', hang: true });

  const hanging = fetch(`${sandbox.apiUrl}/repos/acme/shop/issues/1`, { signal: AbortSignal.timeout(100) });

  await expect(hanging).rejects.toThrow('timeout');
  expect(sandbox.requests.at(-1)).toMatchObject({ path: '/api/v3/repos/acme/shop/issues/1', status: null });
});

test('git runs into faults as well, and a push can be lost after it took effect', async () => {
  const folder = await temporaryFolder();
  const url = cloneUrl(sandbox.serverUrl, 'acme/shop', 'writer-token');
  await git(folder, 'clone', '--quiet', url, '.');
  sandbox.injectFault({ path: /\/git-receive-pack$/, status: 500 });
  const refused = await git(folder, 'push', 'origin', 'HEAD:refs/heads/one');
  sandbox.injectFault({ path: /\/git-receive-pack$/, drop: true, afterEffect: true });
  const lost = await git(folder, 'push', 'origin', 'HEAD:refs/heads/two');

  expect(refused.code).not.toBe(0);
  expect(lost.code).not.toBe(0);
  expect(Object.keys(sandbox.branches('acme/shop'))).toEqual(['main', 'two']);
});

test('a fault that is removed, or cleared with all others, hits nothing', async () => {
  const fault = sandbox.injectFault({ status: 500 });
  sandbox.injectFault({ status: 501 });
  fault.remove();
  const second = await api('GET', COMMENTS);
  sandbox.injectFault({ status: 502 });
  sandbox.clearFaults();
  const third = await api('GET', COMMENTS);

  expect([second.status, third.status]).toEqual([501, 200]);
});

test('another process injects faults and reads the requests over HTTP', async () => {
  const control = `${sandbox.serverUrl}/__sandbox`;
  const fault = { method: 'get', path: 'issues/\\d+/comments', status: 503, headers: { 'retry-after': '2' } };
  const inject = (type: string) =>
    fetch(`${control}/faults`, { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(fault) });

  const simple = await inject('text/plain');
  const injected = await inject('application/json');
  const hit = await api('GET', COMMENTS);
  const requests = (await (await fetch(`${control}/requests`)).json()) as { path: string; status: number }[];

  expect([simple.status, injected.status, hit.status]).toEqual([415, 201, 503]);
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({ method: 'GET', path: `/api/v3${COMMENTS}`, caller: 'writer', status: 503 });
});
