import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commitAll, edit, failureOf, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { TestForge, TOKEN } from './test-forge.js';

const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
});
afterEach(() => forge.close());

/** Stands in for git, writes down how it was called, and passes the call on. */
function recordingGit(): { git: string; calls: () => { argv: string; environment: string }[] } {
  const log = join(forge.folder, 'calls');
  mkdirSync(log);
  const git = join(forge.folder, 'recording-git');
  const script = `#!/bin/sh\n{ printf '%s ' "$@"; printf '\\001'; env; } > '${log}'/$$\nexec git "$@"\n`;
  writeFileSync(git, script, { mode: 0o755 });
  const calls = (): { argv: string; environment: string }[] =>
    readdirSync(log).map((name) => {
      const [argv = '', environment = ''] = readFileSync(join(log, name), 'utf8').split('\x01');
      return { argv, environment };
    });
  return { git, calls };
}

function hasSecret(text: string): boolean {
  return text.includes(TOKEN) || text.includes(BASIC) || text.includes('Basic ');
}

function filesWithSecret(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => hasSecret(readFileSync(path, 'latin1')));
}

describe('the token', () => {
  it('opens the repository and stays out of every file and every argument', async () => {
    const { git, calls } = recordingGit();

    const checkout = await prepareCheckout(forge, {}, { git });
    edit(checkout, 'a.txt', 'b\n');
    const commit = await commitAll(checkout);
    await checkout.push(commit, never());

    expect(forge.requests.every((request) => request.endsWith(`Basic ${BASIC}`))).toBe(true);
    expect(filesWithSecret(forge.workspace)).toEqual([]);
    expect(calls().filter(({ argv }) => hasSecret(argv))).toEqual([]);
  });

  it('is told only to git processes that talk to the server', async () => {
    const { git, calls } = recordingGit();

    const checkout = await prepareCheckout(forge, {}, { git });
    edit(checkout, 'a.txt', 'b\n');
    await checkout.push(await commitAll(checkout), never());

    const informed = calls().filter(({ environment }) => hasSecret(environment));
    expect(informed.map(({ argv }) => /clone|ls-remote|push|fetch/.exec(argv)?.[0]).sort()).toEqual([
      'clone',
      'ls-remote',
      'push',
    ]);
    expect(informed.filter(({ argv }) => !argv.includes(forge.url))).toEqual([]);
  });

  it('is asked for again before the push', async () => {
    const asked: string[] = [];
    const token = async (repository: string): Promise<string> => {
      asked.push(repository);
      return TOKEN;
    };

    const checkout = await prepareCheckout(forge, {}, { token });
    edit(checkout, 'a.txt', 'b\n');
    await checkout.push(await commitAll(checkout), never());

    expect(asked).toEqual([REPOSITORY, REPOSITORY]);
  });

  it('does not follow a redirect to another host', async () => {
    const thief = await TestForge.start();
    thief.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
    forge.intercept = (request, response) => {
      response.writeHead(301, { location: `${thief.url}${request.url}` }).end();
      return true;
    };

    const failure = await failureOf(prepareCheckout(forge));
    await thief.close();

    expect(failure).toMatchObject({ code: 'repository-not-found', detail: expect.stringContaining('has moved') });
    expect(thief.requests).toEqual([]);
  });

  it('shows up in no error, even when the server sends it back', async () => {
    forge.intercept = (_request, response) => {
      response.writeHead(403, { 'content-type': 'text/plain' }).end(`No: ${TOKEN} ${BASIC}\n`);
      return true;
    };

    const failure = await failureOf(prepareCheckout(forge));

    expect(failure.code).toBe('git-auth');
    expect(failure.detail).toContain('[secret]');
    expect(hasSecret(`${failure.message} ${failure.stack} ${String(failure.cause)}`)).toBe(false);
  });

  it('is not needed for a public repository', async () => {
    forge.authorize = () => 200;

    const checkout = await prepareCheckout(forge, {}, { token: async () => undefined });

    expect(await checkout.changes()).toEqual([]);
    expect(forge.requests.every((request) => request.endsWith('anonymous'))).toBe(true);
  });
});

describe('the environment of git', () => {
  it('holds nothing of the deployment but its path, proxies and certificates', async () => {
    const { git, calls } = recordingGit();
    const environment = {
      PATH: process.env['PATH'],
      NO_PROXY: '127.0.0.1',
      SSL_CERT_FILE: '/etc/ssl/certs/ca-certificates.crt',
      GITHUB_TOKEN: 'another secret',
      GIT_SSH_COMMAND: 'touch /tmp/x',
      GIT_DIR: '/tmp',
      HOME: '/root',
    };

    await prepareCheckout(forge, {}, { git, environment });

    const names = calls().flatMap((call) => call.environment.split('\n').map((line) => line.split('=')[0] ?? ''));
    const others = new Set(names.filter((name) => !/^GIT_CONFIG_(KEY|VALUE)_\d+$|^(PWD|OLDPWD|_|)$/.test(name)));
    expect([...others].sort()).toEqual([
      'GIT_ALLOW_PROTOCOL',
      'GIT_ATTR_NOSYSTEM',
      'GIT_CONFIG_COUNT',
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_LFS_SKIP_SMUDGE',
      'GIT_SSL_CAINFO',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'LC_ALL',
      'NO_PROXY',
      'PATH',
      'SSL_CERT_FILE',
    ]);
    expect(calls().every((call) => call.environment.includes(`HOME=${forge.workspace}/`))).toBe(true);
  });
});
