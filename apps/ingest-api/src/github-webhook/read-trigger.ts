import {
  GITHUB_LOGIN,
  isRepositoryName,
  MAX_HUNK_LENGTH,
  type CommandComment,
  type JobOrigin,
  type ReviewedPlace,
} from '@ai-coding-agent/contracts';
import { parseCommand } from './commands/parse-command.js';
import type { Command } from './commands/command.js';
import type { Delivery, Payload } from './delivery.js';
import type { Ignored, ThreadName, Trigger } from './trigger.js';

/** What this deployment listens to. */
export interface TriggerRules {
  readonly triggerLabel: string;
  readonly agentLogin?: string;
}

const MAX_NUMBER = 2_147_483_647;
/** Deliveries that may start something, as `event.action`. */
export const HANDLED_EVENTS: ReadonlySet<string> = new Set([
  'issues.labeled',
  'issues.assigned',
  'issue_comment.created',
  'pull_request_review_comment.created',
  'pull_request_review.submitted',
]);

/** What a delivery asks for. Payloads are anybody's: nothing in them is trusted to be there. */
export function readTrigger({ event, payload }: Delivery, rules: TriggerRules): Trigger | Ignored {
  const name = `${event}.${String(payload.action)}`;
  if (!HANDLED_EVENTS.has(name)) return { ignored: 'this event starts nothing' };
  const sender = payload.sender?.login;
  const author = payload.comment?.user ?? payload.review?.user ?? payload.sender;
  if (typeof sender !== 'string' || !GITHUB_LOGIN.test(sender)) return { ignored: 'the sender is no account' };
  if (payload.sender?.type === 'Bot' || author?.type === 'Bot') return { ignored: 'bots are not listened to' };
  if (isSame(sender, rules.agentLogin) || isSame(author?.login, rules.agentLogin)) {
    return { ignored: 'the agent does not listen to itself' };
  }
  const thread = threadOf(payload);
  if (!thread) return { ignored: 'there is no issue or pull request in it' };
  const asked = name.startsWith('issues.') ? byIssueEvent(name, payload, thread, rules) : byText(event, payload, rules);
  if ('ignored' in asked) return asked;
  return { thread, requestedBy: sender, ...asked };
}

type Asked = Pick<Trigger, 'command' | 'origin' | 'place'>;

function byIssueEvent(name: string, payload: Payload, thread: ThreadName, rules: TriggerRules): Asked | Ignored {
  if (thread.kind !== 'issue') return { ignored: 'only issues are fixed by a label or an assignment' };
  const command: Command = { name: 'fix', text: '' };
  if (name === 'issues.labeled') {
    return isSame(payload.label?.name, rules.triggerLabel)
      ? { command, origin: { channel: 'webhook', trigger: 'label' } }
      : { ignored: 'this label starts nothing' };
  }
  return isSame(payload.assignee?.login, rules.agentLogin)
    ? { command, origin: { channel: 'webhook', trigger: 'assignment' } }
    : { ignored: 'somebody else was assigned' };
}

const TEXT_TRIGGERS: Record<string, JobOrigin['trigger']> = {
  issue_comment: 'comment',
  pull_request_review_comment: 'review-comment',
};

function byText(event: string, payload: Payload, { agentLogin }: TriggerRules): Asked | Ignored {
  const text = payload.comment?.body ?? payload.review?.body;
  const command = typeof text === 'string' ? parseCommand(text, agentLogin) : undefined;
  if (!command) return { ignored: 'there is no command in it' };
  const trigger = TEXT_TRIGGERS[event] ?? 'review';
  const comment = commentOf(event, payload);
  const place = event === 'pull_request_review_comment' ? placeOf(payload) : undefined;
  return { command, origin: { channel: 'webhook', trigger, ...(comment && { comment }) }, ...(place && { place }) };
}

function threadOf({ repository, issue, pull_request: pull }: Payload): ThreadName | undefined {
  const name = repository?.full_name;
  const { number, state } = issue ?? pull ?? {};
  if (!isRepositoryName(name) || !isPositive(number) || number > MAX_NUMBER) return undefined;
  const kind = pull || issue?.pull_request ? 'pull-request' : 'issue';
  return { kind, repository: name, number, isOpen: state !== 'closed' };
}

function commentOf(event: string, { comment }: Payload): CommandComment | undefined {
  if (!isPositive(comment?.id)) return undefined; // a submitted review
  return { kind: event === 'issue_comment' ? 'issue-comment' : 'review-comment', id: comment.id };
}

function placeOf({ comment }: Payload): ReviewedPlace | undefined {
  const { path, line, start_line: startLine, diff_hunk: hunk } = comment ?? {};
  if (typeof path !== 'string' || path === '' || path.length > 4_096) return undefined;
  return {
    path,
    ...(isPositive(line) && { line }),
    ...(isPositive(startLine) && { startLine }),
    // The place itself is at the end of its hunk.
    ...(typeof hunk === 'string' && { hunk: hunk.slice(-MAX_HUNK_LENGTH) }),
  };
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function isSame(name: unknown, other: string | undefined): boolean {
  return typeof name === 'string' && other !== undefined && name.toLowerCase() === other.toLowerCase();
}
