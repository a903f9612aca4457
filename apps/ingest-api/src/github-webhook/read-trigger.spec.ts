import { createRequire } from 'node:module';
import { JOB_MODES, parseJob } from '@ai-coding-agent/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Payload } from './delivery.js';
import { commandNamed } from './commands/command-list.js';
import { readTrigger } from './read-trigger.js';
import { triggerJob } from './trigger-job.js';

const RULES = { triggerLabel: 'ai-fix', agentLogin: 'robot' };
const BASE = { repository: { full_name: 'acme/shop' }, sender: { login: 'ann', type: 'User' } };
const ID = '0f6d1e4c-98a3-4d0b-8b53-3f1a4f0c2d77';
const job = (event: string, payload: Payload) => {
  const trigger = readTrigger({ event, payload }, RULES);
  if ('ignored' in trigger) return trigger;
  const definition = commandNamed(trigger.command.name);
  if (!('startsOn' in definition)) return { ignored: 'no job' };
  return triggerJob(trigger, definition, ID, '2030-01-01T00:00:00Z');
};
const comment = (body: string, more: object = {}): Payload => ({
  ...BASE,
  action: 'created',
  issue: { number: 4, state: 'open' },
  comment: { id: 9, body, user: { login: 'ann', type: 'User' } },
  ...more,
});

/** GitHub's own examples of payloads, by event. */
const EXAMPLES = createRequire(import.meta.url)('@octokit/webhooks-examples') as {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];
const example = (event: string, action: string): Payload => {
  const found = EXAMPLES.find(({ name }) => name === event)?.examples.find((each) => each.action === action);
  if (!found) throw new Error(`there is no example of ${event}.${action}`);
  return found;
};

describe('a payload of GitHub', () => {
  it('starts nothing as it is', () => {
    const jobs = EXAMPLES.flatMap(({ name, examples }) => examples.map((each) => job(name, each)));
    expect(jobs.length).toBeGreaterThan(100);
    expect(jobs.filter((each) => !('ignored' in each))).toEqual([]);
  });

  it('starts a job with the right words in it', () => {
    const labeled = example('issues', 'labeled');
    expect(job('issues', { ...labeled, label: { name: 'ai-fix' } })).toMatchObject({ mode: 'quickfix' });
    const commented = example('issue_comment', 'created');
    expect(job('issue_comment', { ...commented, comment: { ...commented.comment, body: '/fix' } })).toMatchObject({
      mode: 'quickfix',
      repository: 'Codertocat/Hello-World',
      requestedBy: 'Codertocat',
    });
    const remarked = example('pull_request_review_comment', 'created');
    const remark = { ...remarked.comment, body: '/refine x' };
    expect(job('pull_request_review_comment', { ...remarked, comment: remark })).toMatchObject({
      mode: 'refine',
      place: { path: remarked.comment?.path },
    });
    const reviewed = example('pull_request_review', 'submitted');
    expect(
      job('pull_request_review', { ...reviewed, review: { ...reviewed.review, body: '/refine x' } }),
    ).toMatchObject({ mode: 'refine', origin: { trigger: 'review' } });
  });
});

describe('a delivery', () => {
  it('starts a quickfix by label, assignment and comment', () => {
    const issue = { number: 4, state: 'open' };
    const expected = { mode: 'quickfix', issueNumber: 4, requestedBy: 'ann', repository: 'acme/shop' };
    expect(job('issues', { ...BASE, issue, action: 'labeled', label: { name: 'AI-fix' } })).toMatchObject(expected);
    expect(job('issues', { ...BASE, issue, action: 'assigned', assignee: { login: 'robot' } })).toMatchObject(expected);
    expect(job('issue_comment', comment('/fix now'))).toMatchObject({
      ...expected,
      instructions: 'now',
      origin: { channel: 'webhook', trigger: 'comment', comment: { kind: 'issue-comment', id: 9 } },
    });
  });

  it('starts a refine with its place', () => {
    const payload = {
      ...BASE,
      action: 'created',
      pull_request: { number: 7, state: 'open' },
      comment: { id: 9, body: '/refine x', path: 'a.ts', line: 3, start_line: 2, diff_hunk: '@@', user: BASE.sender },
    };
    expect(job('pull_request_review_comment', payload)).toMatchObject({
      mode: 'refine',
      pullRequestNumber: 7,
      place: { path: 'a.ts', line: 3, startLine: 2, hunk: '@@' },
    });
  });

  it.each([
    ['a bot', comment('/fix', { sender: { login: 'x', type: 'Bot' } })],
    ['the agent', comment('/fix', { sender: { login: 'Robot', type: 'User' } })],
    ['an edit', comment('/fix', { action: 'edited' })],
    ['a fix of a pull request', comment('/fix', { issue: { number: 4, pull_request: {} } })],
    ['a refine of an issue', comment('/refine x')],
    ['a fix of a closed issue', comment('/fix', { issue: { number: 4, state: 'closed' } })],
    [
      'a refine of a closed pull request',
      comment('/refine x', { issue: { number: 4, state: 'closed', pull_request: {} } }),
    ],
    ['a quoted command', comment('> /fix')],
  ])('of %s is ignored', (_what, payload) => {
    expect(job('issue_comment', payload)).toEqual({ ignored: expect.any(String) });
  });

  it('never throws, and only makes valid jobs', () => {
    const part = fc.oneof(fc.anything(), fc.constantFrom('created', 4, '/fix', '/refine x', 'acme/shop', null));
    const shape = fc.record(
      {
        action: fc.constantFrom('created', 'labeled', 'submitted', 'edited'),
        repository: fc.oneof(fc.constant({ full_name: 'acme/shop' }), part),
        sender: fc.oneof(fc.constant({ login: 'ann', type: 'User' }), fc.record({ login: part, type: part }), part),
        issue: fc.oneof(fc.constant({ number: 4 }), fc.record({ number: part }), part),
        comment: fc.oneof(
          fc.constant({ id: 1, body: '/fix a' }),
          fc.record({ id: part, body: part, user: part }),
          part,
        ),
        review: part,
        label: part,
        assignee: part,
      },
      { requiredKeys: [] },
    );
    const event = fc.constantFrom('issues', 'issue_comment', 'pull_request_review_comment', 'pull_request_review');
    fc.assert(
      fc.property(event, shape, (name, payload) => {
        const result = job(name, payload as Payload);
        if (!('ignored' in result)) parseJob(JOB_MODES[result.mode].type, Buffer.from(JSON.stringify(result)));
      }),
    );
  });
});
