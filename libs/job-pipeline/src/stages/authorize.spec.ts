import type { QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import { JOB } from '../../test/quickfix-job.js';
import { authorize } from './authorize.js';

describe('authorize', () => {
  const policy = {
    allowsRepository: (name: string) => name === 'acme/shop',
    allowsModel: (m: string) => m === 'a',
    noreplyDomain: '',
  };

  /** GitHub as it answers who may write, and who was asked for. */
  const github = (answer: boolean | JobFailure) => {
    const asked: string[] = [];
    const mayWrite = async (repository: string, login: string) => {
      asked.push(`${login} in ${repository}`);
      if (answer instanceof JobFailure) throw answer;
      return answer;
    };
    return { policy, permissions: { mayWrite }, asked };
  };
  const BY_WEBHOOK: QuickfixJob = {
    ...JOB,
    requestedBy: 'octocat',
    origin: { channel: 'webhook', trigger: 'comment' },
  };

  it('lets jobs of the API through without asking anybody', async () => {
    const tools = github(false);

    await expect(authorize({ ...JOB, model: 'a', requestedBy: 'octocat' }, tools)).resolves.toBeUndefined();
    expect(tools.asked).toEqual([]);
  });

  it('asks GitHub whether the person behind a webhook may write', async () => {
    const tools = github(true);

    await expect(authorize(BY_WEBHOOK, tools)).resolves.toBeUndefined();
    expect(tools.asked).toEqual(['octocat in acme/shop']);
    await expect(authorize(BY_WEBHOOK, github(false))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('does not permit a webhook without a person', async () => {
    const { requestedBy: _, ...anonymous } = BY_WEBHOOK;

    await expect(authorize(anonymous, github(true))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it('does not take an outage for an answer', async () => {
    const outage = github(new JobFailure('github-rate-limited'));

    await expect(authorize(BY_WEBHOOK, outage)).rejects.toMatchObject({ code: 'github-rate-limited', retryable: true });
  });

  it('refuses a repository or a model that is not allowed, the repository before anybody is asked', async () => {
    const tools = github(true);

    await expect(authorize({ ...BY_WEBHOOK, repository: 'acme/x' }, tools)).rejects.toMatchObject({
      code: 'repository-not-allowed',
    });
    expect(tools.asked).toEqual([]);
    await expect(authorize({ ...JOB, model: 'b' }, tools)).rejects.toMatchObject({ code: 'model-not-allowed' });
  });
});
