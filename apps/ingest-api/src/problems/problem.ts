import type { Violation } from '@ai-coding-agent/contracts';

/** Stable codes of the errors of the HTTP API. */
export const PROBLEM_TITLES = {
  'invalid-request': 'The request is not valid',
  'malformed-json': 'The body is not JSON',
  unauthorized: 'A valid bearer token is required',
  'repository-not-allowed': 'This repository is not on the list of repositories the agent may work on',
  'model-not-allowed': 'This model is not one of the allowed models',
  'not-found': 'There is no such resource',
  'job-not-found': 'There is no such job',
  'method-not-allowed': 'This method is not allowed here',
  'idempotency-key-reused': 'This Idempotency-Key was used for another request',
  'body-too-large': 'The body is too large',
  'unsupported-media-type': 'The body has to be application/json',
  'too-many-requests': 'Too many requests',
  'bad-signature': 'The signature of the delivery is missing or wrong',
  'webhook-disabled': 'GITHUB_WEBHOOK_SECRET is not set',
  'job-ended': 'The job has ended already',
  'job-not-ended': 'The job has not ended yet',
  'job-not-repeatable': 'What the job asked for is not known any more',
  'queue-unavailable': 'The job could not be queued',
  'not-ready': 'The state of the jobs is not known yet',
  'internal-error': 'Something went wrong on our side',
} as const;

export type ProblemCode = keyof typeof PROBLEM_TITLES;

const STATUS: Record<ProblemCode, number> = {
  'invalid-request': 400,
  'malformed-json': 400,
  unauthorized: 401,
  'repository-not-allowed': 403,
  'model-not-allowed': 403,
  'not-found': 404,
  'job-not-found': 404,
  'method-not-allowed': 405,
  'idempotency-key-reused': 422,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'too-many-requests': 429,
  'bad-signature': 401,
  'webhook-disabled': 503,
  'job-ended': 409,
  'job-not-ended': 409,
  'job-not-repeatable': 409,
  'queue-unavailable': 503,
  'not-ready': 503,
  'internal-error': 500,
};

/** What the client has to know beyond the code. */
export interface ProblemDetails {
  readonly detail?: string;
  readonly errors?: readonly Violation[];
  /** Answered as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** An error of the HTTP API. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails = {}) {
    super(details.detail ?? PROBLEM_TITLES[code]);
    this.name = 'Problem';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return STATUS[this.code];
  }

  /** @see https://www.rfc-editor.org/rfc/rfc9457 */
  toJSON(): Record<string, unknown> {
    const { detail, errors } = this.details;
    return {
      type: `urn:ai-coding-agent:problem:${this.code}`,
      title: PROBLEM_TITLES[this.code],
      status: this.status,
      code: this.code,
      ...(detail !== undefined && { detail }),
      ...(errors !== undefined && { errors }),
    };
  }
}
