import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';

const HOSTILE = `<script>alert("x")</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "'><b>`;

let sandbox: GitHubSandbox;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  for (const login of ['maintainer', 'reader', 'stranger']) sandbox.createUser({ login });
  await sandbox.createRepository('acme/shop', { files: { 'a.txt': 'one\n' }, description: HOSTILE });
  await sandbox.createRepository('acme/secret', { private: true });
  sandbox.setPermission('acme/shop', 'maintainer', 'write');
  sandbox.openIssue('acme/shop', { title: `Bug ${HOSTILE}`, body: HOSTILE, labels: ['<b>label</b>'] });
});

afterEach(() => sandbox.close());

async function page(path: string, cookie = '') {
  const response = await fetch(sandbox.serverUrl + path, { headers: { cookie } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

function send(path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
  return fetch(sandbox.serverUrl + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: sandbox.serverUrl, ...headers },
    body: new URLSearchParams(fields),
  });
}

/** @returns the cookie */
async function signIn(login: string): Promise<string> {
  const response = await send('/login', { login });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function openPullRequest(): Promise<void> {
  const files = { 'a.txt': `one\n${HOSTILE}\n`, [`${HOSTILE.slice(0, 8)}.txt`]: 'x\n' };
  await sandbox.commitFiles('acme/shop', 'fix', files, { message: HOSTILE, author: 'Eve <b>' });
  await sandbox.openPullRequest('acme/shop', { title: HOSTILE, head: 'fix', body: 'Fixes #1' });
  await sandbox.addReviewComment('acme/shop', 2, { body: HOSTILE, path: 'a.txt', line: 2 });
}

describe('hostile text', () => {
  test.each([
    '/',
    '/acme',
    '/acme/shop',
    '/acme/shop/issues',
    '/acme/shop/issues/1',
    '/acme/shop/pulls',
    '/acme/shop/pull/2',
    '/acme/shop/pull/2/commits',
    '/acme/shop/pull/2/files?path=%3Cscript%3E&line=%3Cscript%3E&side=x',
    '/acme/shop/blob/fix/a.txt',
    '/acme/shop/commit/fix',
  ])('is only shown on %s', async (path) => {
    await openPullRequest();
    sandbox.comment('acme/shop', 1, { body: HOSTILE });

    const { status, text } = await page(path, await signIn('maintainer'));

    expect(status).toBe(200);
    expect(text).toMatch(/&lt;script&gt;|repositories|acme\/shop/i);
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<img src=x');
    expect(text).not.toContain('<b>');
    expect(text).not.toMatch(/href="javascript/);
  });

  test('could do nothing even if it were more', async () => {
    const { headers } = await page('/acme/shop/issues/1');

    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('of a file is never served as a page', async () => {
    await sandbox.commitFiles('acme/shop', 'main', { 'evil.html': '<script>alert(1)</script>' });

    const { headers } = await page('/acme/shop/raw/main/evil.html');

    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  });

  test('in an error is escaped as well', async () => {
    const { status, text } = await page('/acme/shop/issues/%3Cscript%3E');

    expect(status).toBe(404);
    expect(text).not.toContain('<script>');
  });
});

describe('reading', () => {
  test('an issue shows its comments, labels and reactions, and hides markers', async () => {
    const comment = sandbox.comment('acme/shop', 1, { author: 'maintainer', body: '<!-- marker -->**Done**: `ok`' });
    sandbox.react('acme/shop', 1, 'rocket', 'maintainer');

    const { text } = await page('/acme/shop/issues/1');

    expect(text).toContain('<strong>Done</strong>: <code>ok</code>');
    expect(text).toContain(`id="issuecomment-${comment}"`);
    expect(text).toContain('&lt;b&gt;label&lt;/b&gt;');
    expect(text).toContain('🚀 1');
    expect(text).not.toContain('marker');
  });

  test('a pull request shows its diff with remarks in their place, and as plain text', async () => {
    await openPullRequest();

    const files = await page('/acme/shop/pull/2/files');
    const diff = await page('/acme/shop/pull/2.diff');

    expect(files.text).toContain('class="added"');
    expect(files.text).toMatch(/id="discussion_r\d+"/);
    expect(files.text.indexOf('class="remark"')).toBeGreaterThan(files.text.indexOf('class="added"'));
    expect(diff.text).toContain('diff --git a/a.txt b/a.txt');
  });

  test('a private repository is there for its people only', async () => {
    sandbox.setPermission('acme/secret', 'reader', 'read');

    const anonymous = await page('/acme/secret');
    const stranger = await page('/', await signIn('stranger'));
    const reader = await page('/acme/secret', await signIn('reader'));

    expect([anonymous.status, reader.status]).toEqual([404, 200]);
    expect(stranger.text).not.toContain('acme/secret');
  });
});

describe('writing', () => {
  test('needs somebody who is signed in', async () => {
    const { status } = await send('/acme/shop/issues/1/comments', { body: 'Hello' });

    expect(status).toBe(401);
    expect(sandbox.comments('acme/shop', 1)).toEqual([]);
  });

  test('a comment is made by who is signed in, and its page is shown', async () => {
    const cookie = await signIn('reader');

    const response = await send('/acme/shop/issues/1/comments', { body: 'Line 1\r\nLine 2' }, { cookie });

    const [comment] = sandbox.comments('acme/shop', 1);
    expect(comment).toMatchObject({ author: 'reader', body: 'Line 1\r\nLine 2' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`/acme/shop/issues/1#issuecomment-${comment?.id}`);
  });

  test.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: '' }],
    ['an opaque origin', { origin: 'null' }],
  ])('a form from %s is refused', async (_what, headers) => {
    const cookie = await signIn('maintainer');

    const { status } = await send('/acme/shop/issues/1/comments', { body: 'Hello' }, { cookie, ...headers });

    expect(status).toBe(403);
    expect(sandbox.comments('acme/shop', 1)).toEqual([]);
  });

  test('a form is refused under a name that was made to point here', async () => {
    const cookie = await signIn('maintainer');
    const headers = { cookie, host: 'evil.example', origin: 'http://evil.example', 'sec-fetch-site': 'same-origin' };
    const url = `${sandbox.serverUrl}/acme/shop/issues/1/state`;

    const status = await new Promise((resolve) => {
      request(url, { method: 'POST', headers }, (response) => resolve(response.resume().statusCode)).end();
    });

    expect(status).toBe(403);
  });

  test('people do on pages what their role lets them do', async () => {
    const [maintainer, reader] = [await signIn('maintainer'), await signIn('reader')];
    const one = '/acme/shop/issues/1';
    const statuses = async (cookie: string) => [
      (await send(`${one}/labels`, { name: 'ai-fix' }, { cookie })).status,
      (await send(`${one}/assign`, { login: 'maintainer' }, { cookie })).status,
      (await send(`${one}/state`, { state: 'closed', body: 'Done' }, { cookie })).status,
    ];

    const byReader = await statuses(reader);
    const before = sandbox.issue('acme/shop', 1);
    const byMaintainer = await statuses(maintainer);

    expect(byReader).toEqual([403, 403, 403]);
    expect(before).toMatchObject({ state: 'open', assignees: [], labels: ['<b>label</b>'] });
    expect(byMaintainer).toEqual([303, 303, 303]);
    expect(sandbox.issue('acme/shop', 1)).toMatchObject({
      state: 'closed',
      assignees: ['maintainer'],
      labels: ['<b>label</b>', 'ai-fix'],
    });
    expect(sandbox.comments('acme/shop', 1)).toMatchObject([{ body: 'Done' }]);
  });

  test('labels and assignees are taken off', async () => {
    const cookie = await signIn('maintainer');
    sandbox.assign('acme/shop', 1, 'maintainer');

    await send('/acme/shop/issues/1/labels/remove', { name: '<b>label</b>' }, { cookie });
    await send('/acme/shop/issues/1/unassign', { login: 'maintainer' }, { cookie });

    expect(sandbox.issue('acme/shop', 1)).toMatchObject({ labels: [], assignees: [] });
  });

  test('issues, reviews and remarks on a line are written', async () => {
    await openPullRequest();
    const cookie = await signIn('maintainer');

    const opened = await send('/acme/shop/issues', { title: 'Another', body: 'One' }, { cookie });
    await send('/acme/shop/pull/2/reviews', { state: 'APPROVED', body: 'Fine' }, { cookie });
    await send('/acme/shop/pull/2/comments', { path: 'a.txt', line: '2', side: 'RIGHT', body: '/refine' }, { cookie });

    expect(opened.headers.get('location')).toBe('/acme/shop/issues/3');
    expect(sandbox.reviews('acme/shop', 2)).toMatchObject([{}, { state: 'APPROVED', author: 'maintainer' }, {}]);
    expect(sandbox.reviewComments('acme/shop', 2).at(-1)).toMatchObject({ body: '/refine', path: 'a.txt', line: 2 });
  });

  test('a refusal is a page that says why', async () => {
    const cookie = await signIn('maintainer');

    const response = await send('/acme/shop/issues', { title: ' ' }, { cookie });

    expect(response.status).toBe(422);
    expect(await response.text()).toContain('Validation Failed');
  });

  test('signing out ends the session', async () => {
    const cookie = await signIn('maintainer');

    await send('/logout', {}, { cookie });

    expect((await send('/acme/shop/issues/1/comments', { body: 'Hello' }, { cookie })).status).toBe(401);
  });
});
