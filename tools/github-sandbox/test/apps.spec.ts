import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient, type ApiClient } from './api-client.js';
import { appJwt } from './app-jwt.js';
import { cloneUrl, git, temporaryFolder } from './git-client.js';

/** Made once: it takes a while. */
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});

let sandbox: GitHubSandbox;
let appId: number;
let installation: number;
let asApp: ApiClient;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  await sandbox.createRepository('acme/shop');
  await sandbox.createRepository('acme/other');
  await sandbox.createRepository('acme/secret', { private: true });
  sandbox.openIssue('acme/shop', { title: 'Bug' });
  sandbox.openIssue('acme/other', { title: 'Bug' });
  ({ id: appId } = sandbox.registerApp({ slug: 'fixer', privateKey }));
  installation = sandbox.installApp(appId, 'acme', ['acme/shop', 'acme/secret']);
  asApp = apiClient(sandbox, appJwt(appId, privateKey));
});

afterEach(() => sandbox.close());

async function token(narrowed?: object): Promise<string> {
  const { json } = await asApp('POST', `/app/installations/${installation}/access_tokens`, narrowed);
  return json.token as string;
}

describe('the token of an App', () => {
  const now = Math.floor(Date.now() / 1000);

  test.each([
    ['signed by another key', 401, {}, 'RS256', otherKey()],
    ['signed with another algorithm', 401, {}, 'none', privateKey],
    ['of an unknown App', 404, { iss: 42 }, 'RS256', privateKey],
    ['that has expired', 401, { exp: now - 1 }, 'RS256', privateKey],
    ['that lives too long', 401, { exp: now + 3600 }, 'RS256', privateKey],
    ['from the future', 401, { iat: now + 600 }, 'RS256', privateKey],
    ['without a time', 401, { iat: undefined }, 'RS256', privateKey],
  ])('%s is refused', async (_what, status, claims, alg, key) => {
    const answer = await apiClient(sandbox, appJwt(appId, key, claims, alg))('GET', '/app');

    expect(answer.status).toBe(status);
  });

  test('says who the App is, by its id or its client id', async () => {
    const { json } = await asApp('GET', '/app');
    const byClientId = await apiClient(sandbox, appJwt(appId, privateKey, { iss: json.client_id }))('GET', '/app');

    expect(json).toMatchObject({ id: appId, slug: 'fixer', installations_count: 1 });
    expect(byClientId.json.id).toBe(appId);
  });

  test('is no token for anything else', async () => {
    const user = await asApp('GET', '/user');
    const comment = await asApp('POST', '/repos/acme/shop/issues/1/comments', { body: 'Hi' });

    expect(user.status).toBe(403);
    expect(comment.status).toBe(403);
  });

  test('finds the installation of a repository, and none where it is not installed', async () => {
    const found = await asApp('GET', '/repos/acme/shop/installation');
    const missing = await asApp('GET', '/repos/acme/other/installation');

    expect(found.json.id).toBe(installation);
    expect(missing.status).toBe(404);
  });
});

describe('the token of an installation', () => {
  test('acts as the bot of the App', async () => {
    const bot = apiClient(sandbox, await token());

    const { json } = await bot('POST', '/repos/acme/shop/issues/1/comments', { body: 'On it' });

    expect(json.user).toMatchObject({ login: 'fixer[bot]', type: 'Bot' });
    expect(json.performed_via_github_app.slug).toBe('fixer');
  });

  test('reaches its repositories only', async () => {
    const bot = apiClient(sandbox, await token());

    const secret = await bot('GET', '/repos/acme/secret');
    const reading = await bot('GET', '/repos/acme/other/issues/1');
    const writing = await bot('POST', '/repos/acme/other/issues/1/comments', { body: 'On it' });

    expect([secret.status, reading.status, writing.status]).toEqual([200, 200, 403]);
    expect(writing.json.message).toBe('Resource not accessible by integration');
  });

  test('can be narrowed to a repository and to permissions', async () => {
    const narrow = apiClient(sandbox, await token({ repositories: ['shop'], permissions: { issues: 'read' } }));

    const secret = await narrow('GET', '/repos/acme/secret');
    const reading = await narrow('GET', '/repos/acme/shop/issues/1');
    const writing = await narrow('POST', '/repos/acme/shop/issues/1/comments', { body: 'On it' });
    const contents = await narrow('GET', '/repos/acme/shop/contents/README.md');

    expect([secret.status, reading.status, writing.status, contents.status]).toEqual([404, 200, 403, 403]);
  });

  test('cannot be widened', async () => {
    const url = `/app/installations/${installation}/access_tokens`;

    const repository = await asApp('POST', url, { repositories: ['other'] });
    const permission = await asApp('POST', url, { permissions: { administration: 'write' } });

    expect([repository.status, permission.status]).toEqual([422, 422]);
  });

  test('is good for git, within its permissions', async () => {
    const folder = await temporaryFolder();
    const list = (value: string, repository: string) =>
      git(folder, 'ls-remote', cloneUrl(sandbox.serverUrl, repository, value));
    const full = await token();
    const withoutContents = await token({ permissions: { issues: 'write' } });

    const results = [
      await list(full, 'acme/secret'),
      await list(withoutContents, 'acme/secret'),
      await git(folder, 'push', cloneUrl(sandbox.serverUrl, 'acme/other', full), 'HEAD:refs/heads/x'),
    ];

    expect(results.map(({ code }) => code === 0)).toEqual([true, false, false]);
  });

  test('ends when the installation is suspended', async () => {
    const bot = apiClient(sandbox, await token());
    sandbox.suspendInstallation(installation);

    const { status } = await bot('GET', '/repos/acme/shop');
    const again = await asApp('POST', `/app/installations/${installation}/access_tokens`);

    expect([status, again.status]).toEqual([401, 403]);
  });
});

describe('a fine-grained token', () => {
  test('may do no more than the account and what it was given', async () => {
    sandbox.createUser({ login: 'writer' });
    sandbox.setPermission('acme/shop', 'writer', 'write');
    const value = sandbox.createToken('writer', { permissions: { issues: 'read' }, repositories: ['acme/shop'] });
    const narrow = apiClient(sandbox, value);

    const reading = await narrow('GET', '/repos/acme/shop/issues/1');
    const writing = await narrow('POST', '/repos/acme/shop/issues/1/labels', { labels: ['bug'] });
    const secret = await narrow('GET', '/repos/acme/secret');

    expect([reading.status, writing.status, secret.status]).toEqual([200, 403, 404]);
    expect(writing.json.message).toBe('Resource not accessible by personal access token');
  });
});

function otherKey(): string {
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs1', format: 'pem' })
    .toString();
}
