import { failureText, type FailureCode, type FailureKind } from './failure-catalog.js';

/** Optional facts about a failure. None of them may hold a secret except `cause`, which is only logged redacted. */
export interface FailureDetails {
  /** What exactly, in words a maintainer understands: a path, a branch, the provider's message. */
  readonly detail?: string | undefined;
  /** Wait that the other side asked for, in seconds. */
  readonly retryAfterSeconds?: number | undefined;
  readonly cause?: unknown;
  /** How it ends the job, where the case knows better than the catalog. */
  readonly kind?: FailureKind | undefined;
}

/**
 * Why a job did not succeed. Only an adapter's own `*-failure.ts` makes one from a raw error; everything else that
 * is thrown is a bug and becomes `internal-error`.
 */
export class JobFailure extends Error {
  readonly code: FailureCode;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly kind: FailureKind;
  /** Stage in which it happened; set once, by the innermost stage. */
  stage: string | undefined;

  constructor(code: FailureCode, { detail, retryAfterSeconds, cause, kind }: FailureDetails = {}) {
    super(detail ? `${failureText(code).sentence} (${detail})` : failureText(code).sentence, { cause });
    this.name = 'JobFailure';
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
    this.kind = kind ?? failureText(code).kind;
  }

  /** The same failure with its detail shown as `hide` does, for wherever people read it. */
  withDetail(hide: (detail: string) => string): JobFailure {
    if (this.detail === undefined || hide(this.detail) === this.detail) return this;
    const { code, retryAfterSeconds, cause, kind, stage } = this;
    const failure = new JobFailure(code, { detail: hide(this.detail), retryAfterSeconds, cause, kind });
    failure.stage = stage;
    return failure;
  }

  get retryable(): boolean {
    return this.kind === 'transient';
  }
}
