import { startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { afterAll, afterEach, beforeAll, beforeEach, expect, describe, it } from 'vitest';
import { AppClients } from '../src/app-clients.js';
import { GitHubJobComments, GitHubRepositories } from '../src/index.js';

type RegisteredApp = ReturnType<GitHubSandbox['registerApp']>;

const SHOP = 'acme/shop';

describe('AppClients', () => {
  let sandbox: GitHubSandbox;
  let app: RegisteredApp;
  let clients: AppClients;

  beforeAll(async () => {
    sandbox = await startGitHubSandbox();
    for (const name of [SHOP, 'acme/secret', 'acme/elsewhere']) await sandbox.createRepository(name, { private: true });
    app = sandbox.registerApp({ slug: 'fixer' });
    sandbox.installApp(app.id, 'acme', [SHOP, 'acme/secret']);
  });
  afterAll(() => sandbox.close());
  beforeEach(() => {
    clients = clientsOf(app);
  });
  afterEach(() => sandbox.clearFaults());

  const clientsOf = ({ id, privateKey }: { id: number | string; privateKey: string }) =>
    new AppClients(sandbox.apiUrl, { appId: String(id), privateKey });
  const read = (repository: string, by = clients) => new GitHubRepositories(by).read(repository);
  const asking = async (what: RegExp, act: () => Promise<unknown>) => {
    const before = sandbox.requests.length;
    await act();
    return sandbox.requests.slice(before).filter(({ method, path }) => what.test(`${method} ${path}`)).length;
  };
  const status = async (token: string, path: string, method = 'GET') =>
    (
      await fetch(sandbox.apiUrl + path, {
        method,
        headers: { authorization: `token ${token}` },
        ...(method === 'POST' && { body: '{"title":"T"}' }),
      })
    ).status;

  it('finds the installation of a repository, and acts as the bot of the App', async () => {
    const number = sandbox.openIssue(SHOP, { title: 'T' });
    const job = {
      jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
      repository: SHOP,
      requestedAt: new Date().toISOString(),
    };
    await new GitHubJobComments(clients, undefined).put(job, number, 'one');
    await new GitHubJobComments(clientsOf(app), undefined).put(job, number, 'two');

    expect(sandbox.comments(SHOP, number)).toMatchObject([
      { author: 'fixer[bot]', body: expect.stringMatching(/^two/) },
    ]);
    expect(await clients.login()).toBe('fixer[bot]');
  });

  it('has tokens for one repository and for what a job needs', async () => {
    const token = await clients.token(SHOP);

    expect(await status(token, '/repos/acme/shop')).toBe(200);
    expect(await status(token, '/repos/acme/secret')).toBe(404);
    expect(await status(token, '/repos/acme/shop/issues', 'POST')).toBe(201);
    expect(await status(token, '/repos/acme/shop/hooks', 'GET')).toBe(403);
  });

  it('fetches one token for everything that is asked for at once, and keeps it', async () => {
    const fetched = await asking(/access_tokens|\/installation$/, async () => {
      await Promise.all(Array.from({ length: 8 }, () => read(SHOP)));
      await read(SHOP.toUpperCase());
      await clients.token(SHOP);
    });

    expect(fetched).toBeLessThanOrEqual(3); // the installation, its token, and one for the other spelling
  });

  it('fetches a fresh token once when its own was revoked', async () => {
    sandbox.revokeToken(await clients.token(SHOP));
    const fetched = await asking(/access_tokens/, () => Promise.all([read(SHOP), read(SHOP), read(SHOP)]));

    expect(fetched).toBe(1);
    expect(await asking(/access_tokens/, () => read(SHOP))).toBe(0);
  });

  it('does not go on asking for tokens when GitHub takes none', async () => {
    sandbox.injectFault({ path: /\/repos\/acme\/shop$/, status: 401, body: { message: 'Bad credentials' }, times: 9 });
    const reading = asking(/access_tokens/, () => expect(read(SHOP)).rejects.toMatchObject({ code: 'github-auth' }));

    expect(await reading).toBe(2);
  });

  it('fetches another token before its own expires', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const answer = { token: await clientsOf(app).token(SHOP), expires_at: soon, permissions: {} };
    sandbox.injectFault({ method: 'POST', path: /access_tokens/, status: 201, body: answer });

    expect(await asking(/access_tokens/, () => read(SHOP))).toBe(2);
    expect(await asking(/access_tokens/, () => read(SHOP))).toBe(0);
  });

  it('finds the installation again when the App was installed anew', async () => {
    const again = sandbox.registerApp({ slug: 'again' });
    sandbox.installApp(again.id, 'acme', ['acme/elsewhere']);
    const by = clientsOf(again);
    await read('acme/elsewhere', by);
    sandbox.revokeToken(await by.token('acme/elsewhere'));
    sandbox.injectFault({ method: 'POST', path: /access_tokens/, status: 404, body: { message: 'Not Found' } });

    expect(await asking(/\/installation$/, () => read('acme/elsewhere', by))).toBe(1);
  });

  it('says what is wrong when there is no token to have', async () => {
    const stranger = sandbox.registerApp({ slug: 'stranger' });
    const weak = sandbox.registerApp({ slug: 'weak', permissions: { metadata: 'read', issues: 'write' } });
    sandbox.installApp(weak.id, 'acme', [SHOP]);
    const failure = (by: AppClients, name = SHOP) => read(name, by).catch((error: unknown) => error);

    expect(await failure(clients, 'acme/elsewhere')).toMatchObject({
      code: 'repository-not-found',
      detail: expect.stringContaining('not installed'),
    });
    expect(await failure(clientsOf({ ...app, id: 4711 }))).toMatchObject({ code: 'github-auth' });
    expect(await failure(clientsOf({ ...app, privateKey: stranger.privateKey }))).toMatchObject({
      code: 'github-auth',
    });
    expect(await failure(clientsOf(weak))).toMatchObject({
      code: 'github-forbidden',
      detail: expect.stringContaining('permissions'),
    });
    const message = 'This installation has been suspended';
    sandbox.injectFault({ path: /access_tokens/, status: 403, body: { message } });
    expect(await failure(clientsOf(app))).toMatchObject({ code: 'github-forbidden', detail: message });
  });

  it('fails as GitHub does when it is down, and tries again', async () => {
    sandbox.injectFault({ path: /access_tokens/, status: 503, body: { message: 'x' }, times: 2 });

    await expect(read(SHOP)).rejects.toMatchObject({ code: 'github-error' });
    sandbox.clearFaults();
    await expect(read(SHOP)).resolves.toMatchObject({ name: SHOP });
  });
});
