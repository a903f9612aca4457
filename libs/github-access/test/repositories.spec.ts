import { inspect } from 'node:util';
import type { GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { GitHubRepositories } from '../src/index.js';
import { TokenClients } from '../src/token-clients.js';
import { createGitHubScene, type GitHubScene } from './github-scene.js';

let sandbox: GitHubScene['sandbox'];
let clients: GitHubScene['clients'];
let scene: GitHubScene;
let repository: string;

beforeAll(async () => {
  scene = await createGitHubScene();
  ({ sandbox, clients } = scene);
});
afterAll(() => sandbox.close());
beforeEach(async () => void (repository = await scene.newRepository()));

it('knows the real default branch', async () => {
  expect(await new GitHubRepositories(clients).read(repository)).toEqual({
    name: repository,
    defaultBranch: 'trunk',
  });
});

it('fails with a code for what is missing, forbidden, limited or broken', async () => {
  const repositories = new GitHubRepositories(clients);
  const reset = Math.floor(Date.now() / 1_000) + 600;
  const fails = async (fault: Parameters<GitHubSandbox['injectFault']>[0]) => {
    const injected = sandbox.injectFault({ path: /\/repos\//, times: 10, ...fault });
    const failure = await repositories.read(repository).catch((error: unknown) => error);
    injected.remove();
    return failure;
  };

  await expect(repositories.read('acme/nothing')).rejects.toMatchObject({ code: 'repository-not-found' });
  expect(await fails({ status: 401, body: { message: 'Bad credentials' } })).toMatchObject({ code: 'github-auth' });
  expect(await fails({ status: 403, body: { message: 'Resource not accessible' } })).toMatchObject({
    code: 'github-forbidden',
  });
  expect(await fails({ status: 500, body: { message: 'x' } })).toMatchObject({ code: 'github-error' });
  expect(await fails({ drop: true })).toMatchObject({ code: 'github-unreachable' });
  expect(await fails({ status: 429, headers: { 'retry-after': '77' } })).toMatchObject({
    code: 'github-rate-limited',
    retryAfterSeconds: 77,
  });
  const exhausted = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) };
  const limited = await fails({ status: 403, headers: exhausted, body: { message: 'API rate limit exceeded' } });
  expect(limited).toMatchObject({ code: 'github-rate-limited' });
  expect((limited as { retryAfterSeconds: number }).retryAfterSeconds).toBeGreaterThan(500);
});

it('gets over a single error by itself', async () => {
  sandbox.injectFault({ path: /\/repos\//, status: 502, times: 1 });

  await expect(new GitHubRepositories(clients).read(repository)).resolves.toBeDefined();
});

it('never puts its token into a failure', async () => {
  const failure = await new GitHubRepositories(new TokenClients('http://127.0.0.1:1', 'token-of-agent'))
    .read(repository)
    .catch((error: Error) => error);

  expect(failure).toMatchObject({ code: 'github-unreachable' });
  expect(inspect(failure, { depth: 10 })).not.toContain('token-of-agent');
});
