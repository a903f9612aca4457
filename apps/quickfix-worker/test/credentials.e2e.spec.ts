import { readFileSync } from 'node:fs';
import { SAMPLE, searchReplace } from '@ai-coding-agent/github-sandbox';
import { MODEL_KEY, startApp, startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, isInMemoryOf, processesBelow } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { describe, expect, inject, it } from 'vitest';

const EDIT = { path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' };

describe('the credentials of the provider', () => {
  it.each([
    [{ LLM_MODEL: 'bedrock/anthropic.claude' }, /LLM_MODEL: .*LLM_CREDENTIALS=sandbox/],
    [{ LLM_MODEL: 'vertex_ai/gemini-2.5-pro' }, /LLM_MODEL: .*LLM_CREDENTIALS=sandbox/],
    [{ LLM_MODEL: 'anthropic/claude-sonnet-4-5' }, /LLM_MODEL: .*ANTHROPIC_API_KEY/],
    [{ LLM_MODEL: 'openai/x', LLM_ALLOWED_MODELS: 'azure/y', OPENAI_API_KEY: MODEL_KEY }, /LLM_ALLOWED_MODELS: azure/],
    [{ LLM_MODEL: 'openai/x', LLM_CREDENTIALS: 'both' }, /LLM_CREDENTIALS: must be/],
    [{ LLM_MODEL: 'openai/x', LLM_PRICES: '{"openai/x":{"prompt":-1}}' }, /LLM_PRICES: must be JSON/],
  ])('end a worker at its start when they do not fit: %o', async (settings, problem) => {
    const env = { RABBITMQ_URL: 'amqp://localhost', GITHUB_TOKEN: SAMPLE.agent.token, ...settings };

    const app = await startApp({ app: 'quickfix-worker', env });

    expect(await app.exited).toEqual([1, null]);
    expect(app.output).toMatch(problem);
    expect(app.output).not.toContain(MODEL_KEY);
  });

  it.each([
    ['stay in the worker, and the agent has no network', 'gateway', false],
    ['are handed to the agent with a network when the operator says so, which the worker warns about', 'sandbox', true],
  ])('%s', async (_what, credentials, isHandedIn) => {
    const vhost = await createTemporaryVhost(inject('broker'));
    const seen: { cmdline: string; hasKey: boolean }[] = [];
    const look = (): string => {
      for (const pid of processesBelow(system.apps['quickfix-worker']!.pid)) {
        const cmdline = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        if (/aider_runner (?:serve|work)/.test(cmdline)) seen.push({ cmdline, hasKey: isInMemoryOf(pid, MODEL_KEY) });
      }
      return searchReplace(EDIT);
    };
    const system: LocalSystem = await startLocalSystem({
      rabbitmqUrl: vhost.url,
      script: [look],
      apps: ['ingest-api', 'quickfix-worker'],
      env: { LLM_CREDENTIALS: credentials },
    });
    try {
      const repository = 'acme/shop';
      await system.sandbox.createRepository(repository, { files: { 'app.py': 'def hello():\n    return "hi"\n' } });
      system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
      system.sandbox.setPermission(repository, SAMPLE.maintainer.login, 'admin');
      system.sandbox.openIssue(repository, { title: 'The greeting is wrong', body: 'It should say bye.' });

      const jobId = await system.client.start({
        ...{ mode: 'quickfix', repository, issueNumber: 1, requestedBy: 'maintainer' },
      });
      const job = await system.client.untilEnded(jobId);

      expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'pull_request_opened' } });
      expect(system.model?.requests.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${MODEL_KEY}`]);
      const { output = '' } = system.apps['quickfix-worker'] ?? {};
      expect(output.includes('LLM_CREDENTIALS=sandbox')).toBe(isHandedIn);
      expect(seen.some(({ cmdline }) => cmdline.includes(' work'))).toBe(true);
      expect(seen.some(({ hasKey }) => hasKey)).toBe(isHandedIn);
      expect(seen.some(({ cmdline }) => cmdline.includes('--network'))).toBe(isHandedIn);
      // Nobody knows a price of this model.
      expect(output).toContain('no price is known');
      expect(system.sandbox.comments(repository, 1).at(-1)?.body).toContain('cost unknown');
    } finally {
      await system.close();
      await vhost.remove();
    }
  });
});
