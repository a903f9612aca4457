import { describe, expect, it } from 'vitest';
import { JOB } from '../../test/quickfix-job.js';
import { readIssue } from './read-issue.js';

const ISSUE = { number: 42, title: 'T', body: '', author: 'a', url: '', conversation: [] };

describe('readIssue', () => {
  const tools = {
    repositories: { read: async () => ({ name: 'acme/shop', defaultBranch: 'trunk' }) },
    issues: { read: async () => ISSUE },
  };

  it('starts from the default branch unless the job names one', async () => {
    expect(await readIssue(JOB, tools)).toMatchObject({ base: 'trunk', branch: 'ai-agent/quickfix-issue-42' });
    expect(await readIssue({ ...JOB, baseBranch: 'next' }, tools)).toMatchObject({ base: 'next' });
  });

  it('refuses to build on the branch that it will replace', async () => {
    const job = { ...JOB, baseBranch: 'ai-agent/quickfix-issue-42' };

    await expect(readIssue(job, tools)).rejects.toMatchObject({ code: 'base-branch-not-found' });
  });
});
