import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import { fileFailure, gitFailure } from './git-failure.js';

const URL = 'http://127.0.0.1:7001/acme/shop.git';
const access = (reason: string): string => `fatal: unable to access '${URL}/': ${reason}`;
const rejected = (reason: string): string => `To ${URL}\n!\tabc:refs/heads/fix\t${reason}\nDone\n`;

/** What git 2.39 and GitHub print, code by code. */
const CASES: readonly (readonly [code: string, stderr: string, stdout?: string])[] = [
  ['disk-full', 'fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n'],
  ['disk-full', 'error: unable to write file d26/f866.txt\nfatal: unable to checkout working tree\n'],
  ['disk-full', "fatal: could not create work tree dir 'files': Disk quota exceeded"],
  [
    'push-rejected',
    `remote: This repository was archived so it is read-only.\n${access('The requested URL returned error: 403')}`,
  ],
  ['git-auth', `fatal: could not read Username for '${URL}': terminal prompts disabled`],
  ['git-auth', `remote: Invalid username or token.\nfatal: Authentication failed for '${URL}/'`],
  [
    'git-auth',
    `remote: Permission to acme/shop.git denied to bot.\n${access('The requested URL returned error: 403')}`,
  ],
  ['github-rate-limited', access('The requested URL returned error: 429')],
  ['github-rate-limited', 'error: RPC failed; HTTP 429 curl 22 The requested URL returned error: 429'],
  ['repository-not-found', access('The requested URL returned error: 301')],
  ['repository-not-found', `remote: Repository not found.\nfatal: repository '${URL}/' not found`],
  [
    'base-branch-not-found',
    'warning: Could not find remote branch x to clone.\nfatal: Remote branch x not found in upstream origin',
  ],
  ['base-branch-not-found', "fatal: couldn't find remote ref refs/heads/x"],
  ['branch-moved', 'error: failed to push some refs', rejected('[rejected] (stale info)')],
  ['branch-moved', 'error: failed to push some refs', rejected('[rejected] (fetch first)')],
  ['branch-moved', 'error: failed to push some refs', rejected('[rejected] (non-fast-forward)')],
  [
    'branch-moved',
    "remote: error: cannot lock ref 'refs/heads/x': is at 1 but expected 2        ",
    rejected('[remote rejected] (failed to update ref)'),
  ],
  [
    'branch-moved',
    "remote: error: cannot lock ref 'refs/heads/x': reference already exists",
    rejected('[remote rejected] (failed to update ref)'),
  ],
  ['branch-moved', '', rejected('[remote rejected] (cannot lock ref)')],
  [
    'push-rejected',
    "remote: error: cannot lock ref 'refs/heads/a/b': 'refs/heads/a' exists; cannot create 'refs/heads/a/b'",
    rejected('[remote rejected] (failed to update ref)'),
  ],
  [
    'push-rejected',
    'remote: error: GH006: Protected branch update failed for refs/heads/x.',
    rejected('[remote rejected] (protected branch hook declined)'),
  ],
  [
    'push-rejected',
    'remote: error: GH001: Large files detected.',
    rejected('[remote rejected] (pre-receive hook declined)'),
  ],
  [
    'push-rejected',
    'remote: error: GH013: Repository rule violations found',
    rejected('[remote rejected] (push declined due to repository rule violations)'),
  ],
  [
    'push-rejected',
    'remote: error: denying non-fast-forward refs/heads/main',
    rejected('[remote rejected] (non-fast-forward)'),
  ],
  [
    'push-rejected',
    'error: RPC failed; HTTP 413 curl 22 The requested URL returned error: 413\nfatal: the remote end hung up unexpectedly',
  ],
  ['git-unreachable', '', rejected('[remote failure] (remote failed to report status)')],
  ['git-unreachable', access('The requested URL returned error: 503')],
  ['git-unreachable', 'error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502'],
  ['git-unreachable', access('Could not resolve host: github.com')],
  ['git-unreachable', access("Failed to connect to 127.0.0.1 port 1 after 0 ms: Couldn't connect to server")],
  ['git-unreachable', access('Recv failure: Connection reset by peer')],
  ['git-unreachable', access('Empty reply from server')],
  ['git-unreachable', access('Operation too slow. Less than 1 bytes/sec transferred the last 60 seconds')],
  ['git-unreachable', access('Connection timed out after 300000 milliseconds')],
  ['git-unreachable', access('transfer closed with 970 bytes remaining to read')],
  [
    'git-unreachable',
    'error: 1000 bytes of body are still expected\nfetch-pack: unexpected disconnect while reading sideband packet\nfatal: early EOF\n',
  ],
  ['git-unreachable', 'error: RPC failed; curl 56 GnuTLS recv error (-54): Error in the pull function.'],
  ['git-unreachable', 'fatal: the remote end hung up unexpectedly'],
  ['git-unreachable', access('gnutls_handshake() failed: An unexpected TLS packet was received.')],
  ['git-unreachable', access('server certificate verification failed. CAfile: none CRLfile: none')],
  ['git-unreachable', access('SSL certificate problem: self-signed certificate')],
  ['git-failed', 'sh: 4: git: not found\n'],
  ['git-failed', 'fatal: bad object HEAD'],
  ['git-failed', 'remote: fatal: No space left on device\nfatal: bad object HEAD'],
];

describe('gitFailure', () => {
  it.each(CASES.map(([code, stderr, stdout]) => ({ code, stderr, stdout: stdout ?? '' })))(
    'takes for $code: $stderr $stdout',
    ({ code, stderr, stdout }) => {
      expect(gitFailure({ exitCode: 128, stdout, stderr }).code).toBe(code);
    },
  );

  it('names the branch and the repository that it was about', () => {
    const about = { exitCode: 128, stdout: '', subject: 'develop', repository: 'acme/shop' };

    const branch = gitFailure({ ...about, stderr: "fatal: couldn't find remote ref refs/heads/develop" });
    const repository = gitFailure({ ...about, stderr: `fatal: repository '${URL}/' not found` });

    expect([branch.detail, repository.detail]).toEqual(['develop', 'acme/shop']);
  });

  it('gives the words of the server, short and harmless', () => {
    const stderr = `remote: error: GH013: No.        \nremote: \nremote: \u001b[31m${'long '.repeat(200)}\n`;

    const { detail } = gitFailure({ exitCode: 1, stdout: rejected('[remote rejected] (hook declined)'), stderr });

    expect(detail).toMatch(/^error: GH013: No\. \[31mlong long/);
    expect(detail).toHaveLength(300);
  });

  it('gives the reason of the network without the address', () => {
    const failure = gitFailure({ exitCode: 128, stdout: '', stderr: access('Could not resolve host: github.com') });

    expect(failure.detail).toBe('Could not resolve host: github.com');
  });

  it('does not take the words of the server for those of git', () => {
    const stderr = 'remote: returned error: 401\nremote: early EOF\nfatal: bad object HEAD\n';

    expect(gitFailure({ exitCode: 128, stdout: '', stderr }).code).toBe('git-failed');
  });

  it('holds no secret, not even in its cause', () => {
    const secret = 'ghs_0123456789';
    const stderr = `remote: ${secret}\nfatal: unable to access 'https://x:${secret}@github.com/': returned error: 403`;

    const failure = gitFailure({ exitCode: 128, stdout: '', stderr, secrets: [secret] });

    expect(`${failure.message} ${String(failure.cause)}`).not.toContain(secret);
    expect(String(failure.cause)).toContain('returned error: 403');
  });
});

describe('fileFailure', () => {
  it.each(['ENOSPC', 'EDQUOT'])('takes %s for a full disk', (code) => {
    const error = Object.assign(new Error('write failed'), { code });

    expect(fileFailure(error)).toMatchObject({ code: 'disk-full', cause: error });
  });

  it('leaves other errors as they are', () => {
    const errors = [new Error('bug'), Object.assign(new Error('gone'), { code: 'ENOENT' }), new JobFailure('git-auth')];

    expect(errors.map((error) => fileFailure(error))).toEqual(errors);
  });
});
