import { NO_USAGE, type FailureReport, type JobEvent, type JobUsage } from '@ai-coding-agent/contracts';

/** What the event stream says about a job so far, as far as it matters for whoever is about to work on it. */
export interface PastOfJob {
  /** How it ended; nothing follows. */
  readonly ended?: 'succeeded' | 'failed' | 'cancelled';
  /** Why, when it ended as failed. */
  readonly failure?: FailureReport;
  /** Who cancelled it while no worker had it, so that no worker has told people yet. */
  readonly cancelledInQueueBy?: string;
  /** Attempt that was last heard of; 0 before the first. */
  readonly attempt: number;
  /** How often that attempt was started and neither ended nor handed back: each but a running one killed its worker. */
  readonly unfinishedStarts: number;
  /** What all attempts that ended have cost together. */
  readonly usage: JobUsage;
}

/** A job of which nothing is known. */
export const NO_PAST: PastOfJob = { attempt: 0, unfinishedStarts: 0, usage: NO_USAGE };

/** The past of a job after one more event. */
export function foldPast(past: PastOfJob, event: JobEvent): PastOfJob {
  if (past.ended) return past;
  switch (event.kind) {
    case 'started': {
      const unfinishedStarts = event.attempt === past.attempt ? past.unfinishedStarts + 1 : 1;
      return { ...past, attempt: event.attempt, unfinishedStarts };
    }
    case 'requeued':
      return { ...past, unfinishedStarts: Math.max(0, past.unfinishedStarts - 1) };
    case 'retrying':
      return { ...past, unfinishedStarts: 0, usage: event.usage };
    case 'succeeded':
      return { ...past, ended: event.kind, unfinishedStarts: 0, usage: event.usage };
    case 'failed':
      return { ...past, ended: event.kind, unfinishedStarts: 0, usage: event.usage, failure: event.failure };
    case 'cancelled': {
      const inQueue = past.unfinishedStarts === 0 ? { cancelledInQueueBy: event.by } : {};
      return { ...past, ended: event.kind, unfinishedStarts: 0, usage: event.usage, ...inQueue };
    }
    default:
      return past;
  }
}
