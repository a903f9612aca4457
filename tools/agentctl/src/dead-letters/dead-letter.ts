import { InvalidJobError, parseJob, type Job } from '@ai-coding-agent/contracts';
import { brokerDeath } from '@ai-coding-agent/messaging';
import type { GetMessage } from 'amqplib';

/** A message in `jobs.dead`, in the words of an operator. */
export interface DeadLetter {
  /** The job's id; of a message that is no job, what it was called, or empty. */
  readonly jobId: string;
  readonly mode: string | null;
  readonly repository: string | null;
  /** Code of the failure, such as `git-auth`; `invalid-message` for what is no job. */
  readonly code: string;
  readonly reason: string;
  readonly attempt: number;
  /** When the job was asked for, or the message published: ISO 8601, null when it does not say. */
  readonly since: string | null;
  /** Why it cannot be replayed, or null. */
  readonly invalid: string | null;
}

/** The job in a dead letter; undefined when it is none. */
export function jobIn({ properties, content }: GetMessage): Job | undefined {
  try {
    return parseJob(properties.type as string | undefined, content);
  } catch (error) {
    if (error instanceof InvalidJobError) return undefined;
    throw error;
  }
}

/** What a message in the dead-letter queue says about itself. */
export function describeDeadLetter(message: GetMessage): DeadLetter {
  const { properties } = message;
  const job = jobIn(message);
  const headers: Record<string, unknown> = properties.headers ?? {};
  const reason = brokersReason(message) ?? text(headers['x-failure-reason']) ?? 'unknown';
  const stamp = Number(properties.timestamp);
  const published = Number.isFinite(stamp) && stamp > 0 ? new Date(stamp * 1_000).toISOString() : null;
  return {
    jobId: job?.jobId ?? text(properties.messageId) ?? '',
    mode: job?.mode ?? null,
    repository: job?.repository ?? null,
    code: job ? codeIn(reason) : 'invalid-message',
    reason,
    attempt: Number(headers['x-attempt'] ?? 1),
    since: job?.requestedAt ?? published,
    invalid: job ? null : 'no valid job: it can only be dropped',
  };
}

/** Workers write `code: sentence`, and `out of attempts: code: sentence`. */
function codeIn(reason: string): string {
  return /^(?:out of attempts: )?([a-z][a-z0-9_-]*)(?=:|$)/.exec(reason)?.[1] ?? 'unknown';
}

/** Why the broker itself moved the message here. What a worker had said before was about an earlier attempt. */
function brokersReason({ properties }: GetMessage): string | undefined {
  const death = brokerDeath(properties);
  return death && `${death.code}: ${death.message}`;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
