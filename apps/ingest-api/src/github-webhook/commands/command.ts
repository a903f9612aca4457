import type { Job } from '@ai-coding-agent/contracts';
import type { JobIntake } from '../../jobs/job-intake.js';
import type { JobOrders } from '../../jobs/job-orders.js';
import type { JobState } from '../../view/job-state.js';
import type { Feedback } from '../feedback.js';
import type { Ignored, Trigger } from '../trigger.js';

/** An order as it was written. */
export interface Command {
  readonly name: string;
  /** What stands behind the name, up to the next command or the end of the comment. */
  readonly text: string;
}

/** One entry of the list of commands. */
export type CommandDefinition = CommandDescription & (StartsJob | GivesOrder);

interface CommandDescription {
  readonly name: string;
  /** How it is written, for `/help`. */
  readonly usage: string;
  /** What it does, in one sentence for `/help`. */
  readonly summary: string;
}

/** A command with a job of its own, on issues or on pull requests only. */
export interface StartsJob {
  readonly startsOn: 'issue' | 'pull-request';
  readonly needsText?: boolean;
}

/** A command about the latest job of an issue or a pull request. */
export interface GivesOrder {
  /** Resolves before the answer to the delivery, so it must not wait for GitHub. */
  readonly order: (order: Order) => Promise<{ readonly jobId: string } | Ignored>;
  /** Whether it is of use where no job has been. */
  readonly needsNoJob?: boolean;
}

/** What a command about a job has at hand. */
export interface Order {
  readonly trigger: Trigger;
  /** Of a job that the order starts; a redelivery repeats it. */
  readonly jobId: string;
  /** The job it is about; undefined only with `needsNoJob`. */
  readonly latest: JobState | undefined;
  readonly find: (jobId: string) => JobState | undefined;
  readonly orders: JobOrders;
  readonly intake: JobIntake;
  readonly feedback: Pick<Feedback, 'ifPermitted' | 'oncePermitted'> & { seen(job: Job): void };
  readonly commands: readonly CommandDescription[];
}
