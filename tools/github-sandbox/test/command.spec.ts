import { spawn } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { SAMPLE } from '../src/index.js';
import { temporaryFolder } from './git-client.js';
import { webhookReceiver } from './webhook-receiver.js';

const main = fileURLToPath(new URL(`../out-tsc/command-${process.pid}.mjs`, import.meta.url));

// One file made of the sources, so that no build has to come first.
beforeAll(() =>
  build({
    entryPoints: [fileURLToPath(new URL('../src/main.ts', import.meta.url))],
    outfile: main,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@ai-coding-agent/source'],
    plugins: [
      {
        name: 'packages-stay-outside',
        setup: (bundler) =>
          bundler.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith('@ai-coding-agent/') ? undefined : { path, external: true },
          ),
      },
    ],
  }),
);
afterAll(() => rm(main, { force: true }));

/** Starts the command and waits until it has printed its last line. */
async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('/issues/1')) resolve();
    });
  });
  await Promise.race([started, exited]);
  const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(output)?.[1] ?? '';
  return { child, exited, setting, errors: () => errors };
}

test('the command serves the sample until it is told to stop', async () => {
  const root = await temporaryFolder();
  const receiver = await webhookReceiver();
  const args = ['--port', '0', '--root', root, '--seed', '--webhook', receiver.url];
  const { child, exited, setting } = await start(args, { GITHUB_WEBHOOK_SECRET: 'secret' });

  const headers = { authorization: `Bearer ${setting('GITHUB_TOKEN')}` };
  const response = await fetch(`${setting('GITHUB_API_URL')}/repos/${SAMPLE.repository}/issues/1`, { headers });
  const page = await fetch(`${setting('GITHUB_SERVER_URL')}/${SAMPLE.repository}/issues/1`);
  child.kill('SIGTERM');

  expect([response.status, page.status]).toEqual([200, 200]);
  expect(await exited).toBe(0);
  expect(await readdir(`${root}/octo-org`)).toEqual(['parcel.git']);
  expect(receiver.received[0]?.headers['x-hub-signature-256']).toMatch(/^sha256=/);
});

test('the command says what is wrong with its arguments', async () => {
  const { exited, errors } = await start(['--port', 'x']);

  expect(await exited).toBe(2);
  expect(errors()).toContain('--port x is no port');
  expect(errors()).toContain('usage: github-sandbox');
});
