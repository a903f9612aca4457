import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGitHubSandbox, type GitHubSandbox } from '../src/index.js';
import { apiClient } from './api-client.js';
import { webhookReceiver, type WebhookReceiver } from './webhook-receiver.js';

const SECRET = 'webhook secret';

let sandbox: GitHubSandbox;
let receiver: WebhookReceiver;

beforeEach(async () => {
  sandbox = await startGitHubSandbox();
  receiver = await webhookReceiver();
  sandbox.createUser({ login: 'maintainer', token: 'maintainer-token' });
  sandbox.createUser({ login: 'agent', token: 'agent-token' });
  await sandbox.createRepository('acme/shop', { files: { 'a.txt': 'one\n' } });
  sandbox.setPermission('acme/shop', 'maintainer', 'admin');
  sandbox.setPermission('acme/shop', 'agent', 'write');
});

afterEach(() => sandbox.close());

function listen(events: readonly string[] = ['*']): void {
  sandbox.addWebhook('acme/shop', { url: receiver.url, secret: SECRET, events });
}

describe('an answer', () => {
  test('is recorded and never leads to a second try', async () => {
    receiver.status = 503;
    listen(['issues']);

    sandbox.openIssue('acme/shop', { title: 'Bug' });
    await sandbox.webhooksSettled();

    const [, opened] = sandbox.deliveries();
    expect(opened).toMatchObject({
      event: 'issues',
      status: 'Invalid HTTP Response: 503',
      statusCode: 503,
      answer: 'noted',
    });
    expect(receiver.received).toHaveLength(2);
  });

  test('that points elsewhere is not followed', async () => {
    receiver.status = 307;

    listen();
    await sandbox.webhooksSettled();

    expect(sandbox.deliveries()).toMatchObject([{ status: 'Invalid HTTP Response: 307', statusCode: 307 }]);
    expect(receiver.received).toHaveLength(1);
  });

  test('of nobody is recorded as such', async () => {
    sandbox.addWebhook('acme/shop', { url: await unusedAddress(), events: ['issues'] });

    await sandbox.webhooksSettled();

    expect(sandbox.deliveries()).toMatchObject([
      { event: 'ping', status: 'failed to connect to host', statusCode: 502 },
    ]);
  });

  test('can be asked for again, under the same delivery id', async () => {
    receiver.status = 503;
    const api = apiClient(sandbox, 'maintainer-token');
    const config = { url: receiver.url, content_type: 'json', secret: SECRET };
    const { json: hook } = await api('POST', '/repos/acme/shop/hooks', { config, events: ['issues'] });
    sandbox.openIssue('acme/shop', { title: 'Bug' });
    await sandbox.webhooksSettled();
    receiver.status = 202;

    const deliveries = `/repos/acme/shop/hooks/${hook.id}/deliveries`;
    const { json: failed } = await api('GET', `${deliveries}?status=failure`);
    const { status } = await api('POST', `${deliveries}/${failed[0].id}/attempts`);
    await sandbox.webhooksSettled();
    const { json: all } = await api('GET', deliveries);

    expect(status).toBe(202);
    expect(all[0]).toMatchObject({ guid: failed[0].guid, redelivery: true, status: 'OK', status_code: 202 });
    const [first, second] = receiver.received.slice(1);
    expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
    expect(second?.body).toBe(first?.body);
  });

  test('lists page by cursor', async () => {
    listen();
    for (let i = 0; i < 4; i++) sandbox.openIssue('acme/shop', { title: `Issue ${i}` });
    await sandbox.webhooksSettled();
    const api = apiClient(sandbox, 'maintainer-token');
    const { json: hooks } = await api('GET', '/repos/acme/shop/hooks');
    const ids: number[] = [];

    let next: string | undefined = `/repos/acme/shop/hooks/${hooks[0].id}/deliveries?per_page=2`;
    while (next) {
      const { json, headers } = await api('GET', next);
      ids.push(...json.map(({ id }: { id: number }) => id));
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1];
    }

    expect(ids).toEqual(
      sandbox
        .deliveries()
        .map(({ id }) => id)
        .reverse(),
    );
    expect(ids).toHaveLength(5);
  });
});

async function unusedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}
