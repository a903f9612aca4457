import type { JobOrigin, ReviewedPlace } from '@ai-coding-agent/contracts';
import type { Command } from './commands/command.js';

/** Where something happened. */
export interface ThreadName {
  readonly kind: 'issue' | 'pull-request';
  readonly repository: string;
  readonly number: number;
  readonly isOpen: boolean;
}

/** What a delivery asks for, still without the id of a job. */
export interface Trigger {
  readonly thread: ThreadName;
  readonly requestedBy: string;
  readonly command: Command;
  readonly origin: JobOrigin;
  readonly place?: ReviewedPlace;
}

/** A delivery that asks for nothing, and why. */
export interface Ignored {
  readonly ignored: string;
}
