import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgentctl } from './run-agentctl.js';

describe('agentctl webhooks recover', () => {
  let sandbox: GitHubSandbox;
  let receiver: Server;
  let url: string;
  let status = 503;
  const received: string[] = [];
  beforeEach(async () => {
    status = 503;
    received.length = 0;
    receiver = createServer((request, response) => {
      request.resume();
      received.push(String(request.headers['x-github-delivery']));
      response.writeHead(status).end();
    });
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/github`;
    sandbox = await startGitHubSandbox();
    sandbox.createUser({ login: 'maintainer', token: 'maintainer-token' });
    await sandbox.createRepository('acme/shop', { files: { 'a.txt': 'one\n' } });
    sandbox.setPermission('acme/shop', 'maintainer', 'admin');
  });
  afterEach(async () => {
    await sandbox.close();
    receiver.close().closeAllConnections();
  });

  const recover = (settings: Record<string, string>, ...args: string[]) =>
    runAgentctl(['webhooks', 'recover', ...args], { GITHUB_API_URL: sandbox.apiUrl, ...settings });
  const asToken = { GITHUB_TOKEN: 'maintainer-token' };

  /** An opened issue, which starts nothing, and two labels; the second arrives when `arrives`. */
  async function label(): Promise<string> {
    const issue = sandbox.openIssue('acme/shop', { title: 'Bug' });
    sandbox.addLabel('acme/shop', issue, 'ai-fix');
    await sandbox.webhooksSettled();
    return sandbox.deliveries().findLast(({ action }) => action === 'labeled')!.guid;
  }

  it('has delivered again what was lost and matters, and nothing that has arrived since', async () => {
    sandbox.addWebhook('acme/shop', { url, secret: 's', events: ['*'] });
    const arrived = await label();
    status = 202;
    sandbox.redeliver(sandbox.deliveries().find(({ guid }) => guid === arrived)!.id);
    await sandbox.webhooksSettled();
    status = 503;
    const lost = await label();
    status = 202;
    received.length = 0;

    const dryRun = JSON.parse((await recover(asToken, '--repo', 'acme/shop', '--json')).stdout);
    expect(dryRun).toMatchObject({ dryRun: true, deliveries: [{ guid: lost, event: 'issues', statusCode: 503 }] });
    expect(dryRun.deliveries).toHaveLength(1);
    expect(received).toEqual([]);

    const done = await recover(asToken, '--repo', 'acme/shop', '--yes');
    await sandbox.webhooksSettled();
    expect(done).toMatchObject({ code: 0, stderr: 'GitHub delivers 1 again.\n' });
    expect(received).toEqual([lost]);

    const again = await recover(asToken, '--repo', 'acme/shop', '--yes');
    expect(again.stderr).toBe('no delivery of the last three days is missing\n');
  });

  it('leaves webhooks of others alone', async () => {
    sandbox.addWebhook('acme/shop', { url: url.replace('/webhooks/github', '/chat'), events: ['*'] });
    await label();

    expect(await recover(asToken, '--repo', 'acme/shop', '--yes')).toMatchObject({ code: 3 });
  });

  it('works as an App, on its own webhook', async () => {
    const { id, privateKey } = sandbox.registerApp({ slug: 'fixer', webhook: { url, secret: 's' } });
    sandbox.installApp(id, 'acme', ['acme/shop']);
    const lost = await label();
    status = 202;
    received.length = 0;
    const asApp = { GITHUB_APP_ID: String(id), GITHUB_APP_PRIVATE_KEY: privateKey };

    const done = await recover(asApp, '--yes', '--json');
    await sandbox.webhooksSettled();

    expect(JSON.parse(done.stdout).deliveries).toMatchObject([{ guid: lost }]);
    expect(received).toEqual([lost]);
  });

  it('says what is missing or refused, without the secret', async () => {
    expect(await recover({})).toMatchObject({ code: 2 });
    expect(await recover(asToken)).toMatchObject({ code: 2 });
    const refused = await recover({ GITHUB_TOKEN: 'wrong-token' }, '--repo', 'acme/shop');
    expect(refused).toMatchObject({ code: 4, stdout: '' });
    const broken = await recover({ GITHUB_APP_ID: '1', GITHUB_APP_PRIVATE_KEY: 'not a key' });
    expect(broken.code).toBe(1);
    expect(refused.stderr + broken.stderr).not.toMatch(/wrong-token|not a key|\n\s+at /);
  });
});
