import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, githubAccess, GitHubConfig, loadConfig, WorkerConfig } from '../src/index.js';

class Worker extends WorkerConfig {
  readonly port = 0;
  readonly jobTimeoutSeconds = 1;
}
class Other extends GitHubConfig {
  readonly port = 0;
}
const ENV = { RABBITMQ_URL: 'amqp://localhost', LLM_MODEL: 'openai/x' };
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const APP = { GITHUB_APP_ID: '12', GITHUB_APP_PRIVATE_KEY: PEM };

function problemsOf(env: Record<string, string>, configClass: new () => object = Worker): readonly string[] {
  try {
    loadConfig(configClass, { ...ENV, ...env });
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('the GitHub settings', () => {
  it('are a token or an App in a worker, and may be absent elsewhere', () => {
    expect(problemsOf({ GITHUB_TOKEN: 'x' })).toEqual([]);
    expect(problemsOf(APP)).toEqual([]);
    expect(problemsOf({})).toEqual([
      'GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: one of them is required',
    ]);
    expect(problemsOf({}, Other)).toEqual([]);
  });

  it.each([Worker, Other])('name both settings of an App when one is missing: %o', (configClass) => {
    const both = ['GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: both are required, or none'];

    expect(problemsOf({ GITHUB_APP_ID: '12' }, configClass)).toEqual(both);
    expect(problemsOf({ GITHUB_APP_PRIVATE_KEY: PEM, GITHUB_TOKEN: 'x' }, configClass)).toEqual(both);
  });

  it('take the key of an App with line breaks, with written ones, and from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    const file = join(folder, 'key.pem');
    writeFileSync(file, PEM);
    const { GITHUB_APP_ID } = APP;
    const written = PEM.trim().replaceAll('\n', '\\n');

    for (const key of [
      APP,
      { ...APP, GITHUB_APP_PRIVATE_KEY: written },
      { GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY_FILE: file },
    ]) {
      const { config, secrets } = loadConfig(Worker, { ...ENV, ...key });
      expect(githubAccess(config).app).toEqual({ appId: '12', privateKey: PEM });
      expect(secrets).toContain(PEM);
    }
    rmSync(folder, { recursive: true });
  });

  it('refuse what is no key, without showing it', () => {
    const problems = problemsOf({ ...APP, GITHUB_APP_PRIVATE_KEY: 'hunter2' });

    expect(problems).toEqual([
      'GITHUB_APP_PRIVATE_KEY: must be the private key of the App, as the PEM file that GitHub gave',
    ]);
  });
});
