import fc from 'fast-check';

/** Commands as people and attackers write them, and what is none. */
const line = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('/', '/agent ', '@agent ', '> /', '    /', '- /', '`/', '<!-- /', '\\/', '//', ''),
      fc.constantFrom('fix', 'refine', 'cancel', 'retry', 'status', 'help', 'FIX', 'fixed', 'agent', 'constructor'),
      fc.constantFrom('', ' it', ' `code`', '\u0000', ' -->', '/x', ' \u202e', ` ${'x'.repeat(64_001)}`),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('', '```', '~~~', '> a', '<!--', '-->', '<b title="', '- a', '\r', '\u2028'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'));

const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, -1, 0, 1e308, '', '../..', '__proto__'));
const mostly = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: junk });
const record = (shape: Record<string, fc.Arbitrary<unknown>>) => fc.record(shape, { requiredKeys: [] });

const account = record({
  login: mostly(fc.constantFrom('maintainer', 'stranger', 'agent', 'x[bot]', '-', 'a'.repeat(40))),
  type: mostly(fc.constantFrom('User', 'User', 'Bot', 'Organization')),
});
const thread = record({
  number: mostly(fc.constantFrom(1, 2, 3, 2 ** 31)),
  state: mostly(fc.constantFrom('open', 'closed')),
  pull_request: mostly(fc.constant({ url: 'x' })),
});
const remark = record({
  id: mostly(fc.integer({ min: 1, max: 99 })),
  body: mostly(text),
  user: mostly(account),
  path: mostly(fc.constantFrom('a.ts', '../a', '')),
  line: mostly(fc.integer({ min: -1, max: 9 })),
  start_line: junk,
  diff_hunk: mostly(fc.string({ unit: 'binary' })),
});

/** Deliveries of somebody who knows the secret, or of a GitHub that changed: anything may be in them, and missing. */
export const hostileDelivery = fc.record({
  event: fc.constantFrom(
    'issues',
    'issue_comment',
    'pull_request_review_comment',
    'pull_request_review',
    'push',
    'ping',
  ),
  payload: mostly(
    record({
      action: mostly(fc.constantFrom('created', 'created', 'labeled', 'assigned', 'submitted', 'edited', 'deleted')),
      repository: mostly(fc.constantFrom({ full_name: 'acme/fuzz' }, { full_name: 'other/one' }, { full_name: 'x' })),
      sender: mostly(account),
      issue: mostly(thread),
      pull_request: mostly(thread),
      comment: mostly(remark),
      review: mostly(remark),
      label: mostly(fc.constantFrom({ name: 'ai-fix' }, { name: 'bug' })),
      assignee: mostly(account),
    }),
  ),
});
