import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, MODEL_KEY, startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LOOK_AROUND } from './look-around.js';

const APP = 'def hello():\n    return "hi"\n';
const REPLY = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });
/** Seconds that a process of a bomb would live, by which it is known among all others. */
const LONG = `34${process.pid}`;

/** Bounded, so that a test that fails leaves a machine behind. */
const BOMBS = [
  [
    'sandbox-process-limit',
    'of processes, which leave their group',
    `i=0; while [ $i -lt 600 ]; do setsid sleep ${LONG} & i=$((i+1)); done; wait`,
  ],
  [
    'sandbox-memory-limit',
    'of memory, of which no process alone has too much',
    `for i in 1 2 3 4; do python3 -c "x = b'x' * (1 << 30); import time; time.sleep(${LONG})" & done; wait`,
  ],
  [
    'sandbox-disk-limit',
    'of files, of which none alone is too large',
    `for i in 1 2 3 4; do fallocate -l 900M file$i; done; sleep ${LONG}`,
  ],
] as const;

/** The runner's own tests let every bomb loose in both. */
const SANDBOXES = [
  ['auto', BOMBS],
  ['process', BOMBS.slice(0, 1)],
] as const;

describe.each(SANDBOXES)('the checks of a hostile repository in sandbox %s', (sandbox, bombs) => {
  let vhost: TemporaryVhost;
  let system: LocalSystem;
  let outside: string;
  let numbers = 0;

  beforeAll(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
    outside = mkdtempSync('/var/tmp/outside-'); // not below /tmp, of which a sandbox has its own
    writeFileSync(join(outside, 'secret.txt'), MODEL_KEY, { mode: 0o644 });
    system = await startLocalSystem({
      rabbitmqUrl: vhost.url,
      script: [REPLY],
      apps: ['ingest-api', 'quickfix-worker'],
      env: { AGENT_SANDBOX: sandbox, VERIFY_COMMAND: 'sh checks.sh' },
    });
  });
  afterAll(async () => {
    await system.close();
    await vhost.remove();
    rmSync(outside, { recursive: true, force: true });
  });

  /** A job in a repository whose checks are `script`. */
  async function check(script: string, files: Readonly<Record<string, string>> = {}) {
    const repository = `acme/hostile-${sandbox}-${(numbers += 1)}`;
    await system.sandbox.createRepository(repository, { files: { 'app.py': APP, 'checks.sh': script, ...files } });
    system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
    system.sandbox.openIssue(repository, { title: 'The greeting is wrong' });
    const jobId = await system.client.start({ mode: 'quickfix', repository, issueNumber: 1 });
    return { repository, job: await system.client.untilEnded(jobId) };
  }
  /** Namespaces give all that Landlock does. */
  const landlock = (): string => {
    const { output = '' } = system.apps['quickfix-worker'] ?? {};
    if (output.includes('"mode":"bubblewrap"')) return '99';
    return /"landlock":(\d+)/.exec(output)?.[1] ?? '0';
  };
  const stillRunning = () =>
    execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(LONG) && !line.startsWith('Z'));

  it('find nothing of the host, and end with all that they started, also what became a daemon', async () => {
    const worker = system.apps['quickfix-worker']?.pid;
    const secrets = [MODEL_KEY, SAMPLE.agent.token, API_TOKEN, vhost.url].map((secret) =>
      Buffer.from(secret).toString('base64'),
    );
    const daemons = `setsid sh -c '(sleep ${LONG} &)'; (setsid sleep ${LONG} &)`;
    const look = `exec python3 look_around.py ${landlock()} ${worker} ${outside} ${system.workspace} ${secrets.join(' ')}`;

    const { repository, job } = await check(`${daemons}\n${look}`, { 'look_around.py': LOOK_AROUND });

    expect(job).toMatchObject({ status: 'succeeded' });
    const { body, draft } = system.sandbox.pullRequest(repository, 2);
    expect(body).toContain('✅ `sh checks.sh` passed.');
    expect(draft).toBe(false);
    expect(stillRunning()).toEqual([]);
  });

  it.each(bombs)('fail as %s when they are a bomb %s', async (code, _what, bomb) => {
    const { job, repository } = await check(bomb);

    expect(job).toMatchObject({ status: 'failed', attempt: 1, failure: { code, stage: 'verify-edits' } });
    expect(Object.keys(system.sandbox.branches(repository))).toEqual(['main']);
    expect(stillRunning()).toEqual([]);
    expect(await system.leftovers()).toEqual([]);
  });

  it('leave a worker that takes the next job', async () => {
    expect((await check('exit 0')).job).toMatchObject({ status: 'succeeded' });
  });
});
