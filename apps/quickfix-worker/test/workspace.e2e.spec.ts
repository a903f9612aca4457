import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { expect, inject, it } from 'vitest';

const MEMORY = '/dev/shm';

it('works in a workspace on another file system than temporary files, such as one in memory', async () => {
  expect(statSync(MEMORY).dev).not.toBe(statSync(tmpdir()).dev);
  const vhost = await createTemporaryVhost(inject('broker'));
  const system = await startLocalSystem({
    rabbitmqUrl: vhost.url,
    script: [searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' })],
    apps: ['ingest-api', 'quickfix-worker'],
    workspaceIn: MEMORY,
  });
  try {
    const repository = 'acme/shop';
    await system.sandbox.createRepository(repository, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
    system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
    system.sandbox.openIssue(repository, { title: 'The greeting is wrong', body: 'It should say bye.' });

    const jobId = await system.client.start({ mode: 'quickfix', repository, issueNumber: 1 });

    expect(await system.client.untilEnded(jobId)).toMatchObject({ result: { outcome: 'pull_request_opened' } });
    expect((await system.leftovers()).filter((name) => name.startsWith('ai-agent-'))).toEqual([]);
  } finally {
    await system.close();
    await vhost.remove();
  }
});
