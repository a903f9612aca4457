import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient } from './api-client.js';
import { cloneUrl, git, temporaryFolder } from './git-client.js';

let sandbox: GitHubSandbox;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  for (const login of ['writer', 'reader', 'stranger']) sandbox.createUser({ login, token: `${login}-token` });
  await sandbox.createRepository('acme/shop', { files: { 'a.txt': 'one\n' } });
  await sandbox.createRepository('acme/secret', { files: { 'a.txt': 'one\n' }, private: true });
  for (const repository of ['acme/shop', 'acme/secret']) {
    sandbox.setPermission(repository, 'writer', 'write');
    sandbox.setPermission(repository, 'reader', 'read');
  }
});

afterEach(() => sandbox.close());

async function lsRemote(repository: string, token?: string) {
  return git(await temporaryFolder(), 'ls-remote', cloneUrl(sandbox.serverUrl, repository, token));
}

/** Clones without a token and pushes one commit to `branch` with one. */
async function push(repository: string, token: string | undefined, branch: string) {
  const folder = await temporaryFolder();
  const readable = cloneUrl(sandbox.serverUrl, repository, repository === 'acme/secret' ? 'reader-token' : undefined);
  await git(folder, 'clone', '--quiet', readable, '.');
  await writeFile(join(folder, 'a.txt'), `two by ${branch}\n`);
  await git(folder, 'commit', '--quiet', '--all', '--message', 'Change a');
  const result = await git(folder, 'push', cloneUrl(sandbox.serverUrl, repository, token), `HEAD:refs/heads/${branch}`);
  const tip = (await git(folder, 'rev-parse', 'HEAD')).stdout.trim();
  return { ...result, tip, folder };
}

describe('cloning', () => {
  test('a public repository needs no token', async () => {
    const { code, stdout } = await lsRemote('acme/shop');

    expect(code).toBe(0);
    expect(stdout).toContain('refs/heads/main');
  });

  test('a private repository asks for credentials, and says not found to whoever may not read it', async () => {
    const anonymous = await lsRemote('acme/secret');
    const stranger = await lsRemote('acme/secret', 'stranger-token');
    const reader = await lsRemote('acme/secret', 'reader-token');

    expect(anonymous.stderr).toMatch(/could not read Username|terminal prompts disabled/);
    expect(stranger.stderr).toContain('not found');
    expect(reader.code).toBe(0);
  });

  test('a token that is no good is refused even where none is needed', async () => {
    const headers = { authorization: `Basic ${Buffer.from('x-access-token:wrong').toString('base64')}` };
    const url = `${sandbox.serverUrl}/acme/shop.git/info/refs?service=git-upload-pack`;

    const response = await fetch(url, { headers });

    expect(response.status).toBe(401);
  });

  test('a revoked and an expired token are no good any more', async () => {
    const old = sandbox.createToken('reader', { expiresInSeconds: -1 });
    const revoked = sandbox.createToken('reader');
    sandbox.revokeToken(revoked);

    const answers = await Promise.all([lsRemote('acme/secret', old), lsRemote('acme/secret', revoked)]);

    for (const { stderr } of answers) expect(stderr).toContain('Authentication failed');
  });

  test('a repository is found in any spelling, and a missing one asks for credentials', async () => {
    const spelled = await lsRemote('ACME/Shop');
    const missing = await lsRemote('acme/none', 'reader-token');

    expect(spelled.code).toBe(0);
    expect(missing.stderr).toContain('not found');
  });

  test('a shallow clone without blobs works', async () => {
    const folder = await temporaryFolder();
    const url = cloneUrl(sandbox.serverUrl, 'acme/shop');

    const { code } = await git(folder, 'clone', '--depth=1', '--filter=blob:none', '--no-checkout', url, '.');

    expect(code).toBe(0);
    const missing = await git(folder, 'rev-list', '--objects', '--missing=print', 'HEAD');
    expect(missing.stdout).toMatch(/^\?/m);
  });
});

describe('pushing', () => {
  test('somebody with write access pushes a branch', async () => {
    const { code, tip } = await push('acme/shop', 'writer-token', 'fix');

    expect(code).toBe(0);
    expect(sandbox.branches('acme/shop')['fix']).toBe(tip);
    expect(await sandbox.readFile('acme/shop', 'fix', 'a.txt')).toBe('two by fix\n');
  });

  test('nobody else does', async () => {
    const reader = await push('acme/shop', 'reader-token', 'by-reader');
    const anonymous = await push('acme/shop', undefined, 'by-nobody');
    const secret = await push('acme/secret', 'stranger-token', 'by-stranger');

    expect(reader.stderr).toContain('403');
    expect(anonymous.code).not.toBe(0);
    expect(secret.stderr).toContain('not found');
    expect(Object.keys(sandbox.branches('acme/shop'))).toEqual(['main']);
    expect(Object.keys(sandbox.branches('acme/secret'))).toEqual(['main']);
  });

  test('a fine-grained token needs the permission for contents', async () => {
    const reading = sandbox.createToken('writer', { permissions: { contents: 'read' } });
    const elsewhere = sandbox.createToken('writer', {
      permissions: { contents: 'write' },
      repositories: ['acme/secret'],
    });
    const writing = sandbox.createToken('writer', { permissions: { contents: 'write' }, repositories: ['acme/shop'] });

    const results = [];
    for (const token of [reading, elsewhere, writing]) results.push(await push('acme/shop', token, 'fix'));

    expect(results.map(({ code }) => code === 0)).toEqual([false, false, true]);
  });

  test('an archived repository takes no push', async () => {
    sandbox.updateRepository('acme/shop', { archived: true });

    const { stderr } = await push('acme/shop', 'writer-token', 'fix');

    expect(stderr).toContain('403');
  });

  test('a protected branch takes no push, though others do', async () => {
    await sandbox.protectBranch('acme/shop', 'main');

    const refused = await push('acme/shop', 'writer-token', 'main');
    const taken = await push('acme/shop', 'writer-token', 'main-2');

    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('GH006: Protected branch update failed for refs/heads/main.');
    expect(refused.stderr).toContain('[remote rejected]');
    expect(taken.code).toBe(0);
  });

  test('the head of a pull request can be fetched under its number and not pushed', async () => {
    const { folder, tip } = await push('acme/shop', 'writer-token', 'fix');
    const number = await sandbox.openPullRequest('acme/shop', { title: 'Fix', head: 'fix' });
    const url = cloneUrl(sandbox.serverUrl, 'acme/shop', 'writer-token');

    const fetched = await git(folder, 'ls-remote', url, `refs/pull/${number}/head`);
    const pushed = await git(folder, 'push', url, `HEAD:refs/pull/${number}/head`, 'HEAD:refs/pull/9/head');

    expect(fetched.stdout).toContain(tip);
    expect(pushed.code).not.toBe(0);
  });

  test('the API knows of a push as soon as git has its answer', async () => {
    await push('acme/shop', 'writer-token', 'fix');

    const { json } = await apiClient(sandbox, 'writer-token')('GET', '/repos/acme/shop/branches/fix');

    expect(json.commit.sha).toBe(sandbox.branches('acme/shop')['fix']);
  });

  test('a push is recorded with who did it and never with the token', async () => {
    await push('acme/shop', 'writer-token', 'fix');

    const recorded = sandbox.requests.find(({ path }) => path.endsWith('/git-receive-pack'));
    expect(recorded).toMatchObject({ method: 'POST', caller: 'writer', status: 200 });
    expect(JSON.stringify(sandbox.requests)).not.toContain('writer-token');
  });
});
