import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient, type ApiClient } from './api-client.js';

const SHOP = '/repos/acme/shop';

let sandbox: GitHubSandbox;
let writer: ApiClient;
let reader: ApiClient;

beforeEach(async () => {
  sandbox = await startGitHubSandbox({ rateLimit: 500 });
  sandbox.createUser({ login: 'writer', token: 'writer-token' });
  sandbox.createUser({ login: 'reader', token: 'reader-token' });
  await sandbox.createRepository('acme/shop');
  await sandbox.createRepository('acme/secret', { private: true });
  sandbox.setPermission('acme/shop', 'writer', 'write');
  writer = apiClient(sandbox, 'writer-token');
  reader = apiClient(sandbox, 'reader-token');
});

afterEach(() => sandbox.close());

describe('lists', () => {
  test('pages link to each other, by the id of the repository', async () => {
    for (let i = 0; i < 7; i++) sandbox.openIssue('acme/shop', { title: `Issue ${i}` });
    const titles: string[] = [];

    let next: string | undefined = `${SHOP}/issues?per_page=3&direction=asc`;
    while (next) {
      const { json, headers } = await reader('GET', next);
      titles.push(...json.map(({ title }: { title: string }) => title));
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }

    expect(titles).toEqual([0, 1, 2, 3, 4, 5, 6].map((i) => `Issue ${i}`));
    const { headers } = await reader('GET', `${SHOP}/issues?per_page=3&page=2`);
    const relations = [
      ...(headers.get('link') ?? '').matchAll(/repositories\/\d+\/issues\?[^>]*page=(\d)>; rel="(\w+)"/g),
    ];
    expect(relations.map(([, page, relation]) => `${relation} ${page}`)).toEqual([
      'prev 1',
      'next 3',
      'last 3',
      'first 1',
    ]);
  });

  test('a page holds 30 entries and never more than 100', async () => {
    const number = sandbox.openIssue('acme/shop', { title: 'Bug' });
    for (let i = 0; i < 120; i++) sandbox.comment('acme/shop', number, { body: `Comment ${i}` });

    const usual = await reader('GET', `${SHOP}/issues/${number}/comments`);
    const most = await reader('GET', `${SHOP}/issues/${number}/comments?per_page=1000`);

    expect(usual.json).toHaveLength(30);
    expect(most.json).toHaveLength(100);
    expect(usual.json[0].body).toBe('Comment 0');
  });

  test('issues are filtered by state, label, creator and assignee, and include pull requests', async () => {
    sandbox.openIssue('acme/shop', { title: 'One', author: 'writer', labels: ['bug', 'ai-fix'] });
    sandbox.openIssue('acme/shop', { title: 'Two', author: 'reader', assignees: ['writer'] });
    sandbox.editIssue('acme/shop', 2, { state: 'closed' });
    await sandbox.commitFiles('acme/shop', 'fix', { 'a.txt': 'a\n' });
    await sandbox.openPullRequest('acme/shop', { title: 'Three', head: 'fix' });
    const numbers = async (query: string) =>
      (await reader('GET', `${SHOP}/issues?${query}`)).json.map(({ number }: { number: number }) => number) as number[];

    expect(await numbers('')).toEqual([3, 1]);
    expect(await numbers('state=all&direction=asc')).toEqual([1, 2, 3]);
    expect(await numbers('labels=bug,AI-fix')).toEqual([1]);
    expect(await numbers('creator=reader&state=closed')).toEqual([2]);
    expect(await numbers('assignee=writer&state=all')).toEqual([2]);
    const { json } = await reader('GET', `${SHOP}/issues/3`);
    expect(json.pull_request.html_url).toBe(`${sandbox.serverUrl}/acme/shop/pull/3`);
  });
});

describe('every answer', () => {
  test('counts against the rate limit of the account, and refuses when it is used up', async () => {
    const first = await reader('GET', SHOP);
    const second = await reader('GET', SHOP);
    const left = Number(second.headers.get('x-ratelimit-remaining'));
    for (let i = 0; i < left; i++) await reader('GET', '/user');

    const refused = await reader('GET', SHOP);

    expect(Number(first.headers.get('x-ratelimit-remaining')) - left).toBe(1);
    expect(refused.status).toBe(403);
    expect(refused.json.message).toBe('API rate limit exceeded for reader.');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await writer('GET', SHOP)).status).toBe(200);
  });

  test('has a tag, by which a caller learns that nothing changed', async () => {
    const first = await reader('GET', SHOP);
    const tag = { 'if-none-match': first.headers.get('etag') ?? '' };

    const same = await reader('GET', SHOP, undefined, tag);
    sandbox.openIssue('acme/shop', { title: 'Bug' });
    const changed = await reader('GET', SHOP, undefined, tag);

    expect([same.status, same.text, changed.status]).toEqual([304, '', 200]);
  });

  test('to an unknown address is a JSON 404', async () => {
    const { status, json } = await reader('GET', '/nothing/here');

    expect(status).toBe(404);
    expect(json).toEqual({ message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' });
  });
});
