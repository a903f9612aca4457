import type { JobControl } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { ControlReader } from '../control/control-reader.js';

/** The reason with which a job is aborted when its worker leaves, or may have lost its locks. */
export class HandedBack extends Error {}

/** The reason with which a job is aborted because somebody wants that. */
export class Cancelled extends JobFailure {
  readonly by: string;

  constructor({ by }: JobControl) {
    super('cancelled', { detail: `by ${by}` });
    this.by = by;
  }
}

export interface AttemptLimitsOptions {
  readonly jobId: string;
  readonly timeoutSeconds: number;
  /** Any of them means that this worker must not go on. */
  readonly leave: readonly AbortSignal[];
  readonly control: ControlReader;
}

/** Everything that ends an attempt early, as one signal: the first reason counts. */
export class AttemptLimits {
  readonly #abort = new AbortController();
  readonly #options: AttemptLimitsOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: AttemptLimitsOptions) {
    const { jobId, timeoutSeconds, leave, control } = options;
    this.#options = options;
    this.#timer = setTimeout(() => this.#abort.abort(new JobFailure('timed-out')), timeoutSeconds * 1_000);
    for (const signal of leave) {
      signal.addEventListener('abort', this.#handBack);
      if (signal.aborted) this.#handBack();
    }
    control.on('cancel', this.#cancel);
    const order = control.orderFor(jobId);
    if (order) this.#cancel(order);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#options.leave) signal.removeEventListener('abort', this.#handBack);
    this.#options.control.off('cancel', this.#cancel);
  }

  readonly #handBack = (): void => this.#abort.abort(new HandedBack());

  readonly #cancel = (order: JobControl): void => {
    if (order.jobId === this.#options.jobId) this.#abort.abort(new Cancelled(order));
  };
}
