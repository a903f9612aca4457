import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InvalidJobError, JOB_MODES, parseJob, QuickfixJob, RefineJob, routingKey } from '../src/index.js';

const golden = (mode: string) => readFileSync(new URL(`${mode}-job.json`, import.meta.url), 'utf8');
const quickfix = JSON.parse(golden('quickfix')) as Record<string, unknown>;
const parse = (change: Record<string, unknown>) =>
  parseJob(JOB_MODES.quickfix.type, Buffer.from(JSON.stringify({ ...quickfix, ...change })));

describe('parseJob', () => {
  it.each([
    ['quickfix', QuickfixJob],
    ['refine', RefineJob],
  ] as const)('reads the golden %s message', (mode, messageClass) => {
    const job = parseJob(JOB_MODES[mode].type, Buffer.from(golden(mode)));

    expect(job).toBeInstanceOf(messageClass);
    expect(JSON.parse(JSON.stringify(job))).toEqual(JSON.parse(golden(mode)));
  });

  it('drops fields that it does not know, so that newer senders can add some', () => {
    expect(parse({ brandNew: 1 })).not.toHaveProperty('brandNew');
  });

  it.each([
    ['schemaVersion', 2],
    ['jobId', 'x'],
    ['repository', 'a/b/c'],
    ['repository', '../etc'],
    ['repository', 'a/..'],
    ['issueNumber', 0],
    ['issueNumber', 1.5],
    ['issueNumber', '42'],
    ['requestedAt', 'yesterday'],
    ['requestedBy', 'a b'],
    ['requestedBy', '-x'],
    ['baseBranch', 'a..b'],
    ['baseBranch', '--upload-pack=x'],
    ['instructions', '   '],
    ['instructions', 'x'.repeat(64_001)],
    ['draft', 'yes'],
    ['limits', { timeoutSeconds: 0 }],
    ['limits', 'none'],
    ['origin', undefined],
    ['origin', { channel: 'fax' }],
    ['origin', { channel: 'webhook', trigger: 'rumour' }],
    ['origin', { channel: 'webhook', comment: { kind: 'issue-comment', id: '1' } }],
    ['origin', { channel: 'webhook', comment: 'none' }],
  ])('refuses %s = %j and names the field', (field, value) => {
    expect(() => parse({ [field]: value })).toThrow(InvalidJobError);
    expect(() => parse({ [field]: value })).toThrow(field);
  });

  it.each([['[]'], ['null'], ['"x"'], ['{'], ['']])('refuses the body %s', (body) => {
    expect(() => parseJob(JOB_MODES.quickfix.type, Buffer.from(body))).toThrow(InvalidJobError);
  });

  it('refuses an unknown type', () => {
    expect(() => parseJob('job.quickfix.v2', Buffer.from(golden('quickfix')))).toThrow('job.quickfix.v2');
  });
});

describe('routingKey', () => {
  it('names mode, owner and repository', () => {
    expect(routingKey({ mode: 'refine', repository: 'octo-org/greeter.js' })).toBe('job.refine.octo-org.greeter.js');
  });
});
