import { JobFailure } from './job-failure.js';

/** A `JobFailure` as it is; anything else is a bug of ours. */
export function toJobFailure(error: unknown): JobFailure {
  return error instanceof JobFailure ? error : new JobFailure('internal-error', { cause: error });
}
