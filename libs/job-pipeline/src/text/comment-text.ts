import type { Job, JobResult } from '@ai-coding-agent/contracts';
import { failureText, type JobFailure, type NextStep } from '@ai-coding-agent/failures';
import type { VerifyReply } from '../ports/verifier.js';
import { checksLine } from './checks-text.js';
import { codeSpan } from './code-span.js';
import { duration, footer, type CommentFacts } from './footer-text.js';
import { quote } from './quote.js';

export type { CommentFacts } from './footer-text.js';

const MAX_DETAIL = 1_000;
const MAX_ANSWER = 4_000;

/** What the comment of a job that succeeded says besides the facts of every comment. */
export interface ResultWords {
  /** The model's own. */
  readonly summary: string;
  /** Absent when none were run, or when the text of the pull request shows them. */
  readonly checks?: VerifyReply | undefined;
}

/** The comment of a job that succeeded. */
export function resultComment(
  job: Job,
  result: JobResult,
  { summary, checks }: ResultWords,
  facts: CommentFacts,
): string {
  const answer = result.outcome === 'no_changes' ? quoted(summary) : [];
  return [headline(job, result), ...answer, ...checksLine(checks), footer(job, facts)].join('\n\n');
}

/** The comment of an attempt that failed: what happened, what to do, and whether it goes on by itself. */
export function failureComment(job: Job, failure: JobFailure, next: NextStep, facts: CommentFacts): string {
  const { sentence, advice } = failureText(failure.code);
  const detail = failure.detail ? [quote(failure.detail, MAX_DETAIL)] : [];
  const retrying = next.kind === 'retry' ? nextAttempt(next.delaySeconds, next.attempt) : advice;
  const mark = next.kind === 'retry' ? '🔁 **Not done yet.**' : '😕 **Not done.**';
  return [`${mark} ${sentence}`, ...detail, retrying, footer(job, facts, failure)].join('\n\n');
}

/** What is known of a job that somebody stopped; nothing when it never started. */
export interface CancelledFacts extends Partial<CommentFacts> {
  /** Whether something may be on the branch already. */
  readonly isPushed?: boolean;
}

/** The comment of a job that somebody stopped, and of one that never started when there are no facts. */
export function cancelledComment(job: Job, by: string, facts: CancelledFacts): string {
  const pushed = facts.isPushed ? ' It had begun to push its branch already, so have a look at that.' : '';
  const text = `🛑 **Cancelled** by ${codeSpan(by)}. Nothing more is done; start it again whenever you like.${pushed}`;
  return [text, footer(job, facts)].join('\n\n');
}

function nextAttempt(delaySeconds: number, attempt: number): string {
  const time = new Date(Date.now() + delaySeconds * 1_000).toISOString().slice(11, 16);
  return `It is tried again in ${duration(delaySeconds * 1_000)}, at ${time} UTC (attempt ${attempt}).`;
}

function headline(job: Job, result: JobResult): string {
  switch (result.outcome) {
    case 'pull_request_opened':
      return `🚀 **Done.** I opened ${result.pullRequestUrl}. Please review it before merging.`;
    case 'pull_request_updated':
      return `🚀 **Done.** I updated ${result.pullRequestUrl}. Please review it before merging.`;
    case 'no_changes':
      return `🤷 **Nothing to change.** The model did not change any file, so ${job.mode === 'quickfix' ? 'there is no pull request' : 'the pull request stays as it is'}.`;
    case 'dry_run':
      return '🚀 **Done.** This was a dry run: nothing was pushed.';
  }
}

function quoted(summary: string): string[] {
  const text = quote(summary, MAX_ANSWER);
  return text === '' ? [] : [`Its answer:\n\n${text}`];
}
