/** One entry of `errors` in a 422. */
export interface FieldError {
  readonly resource: string;
  readonly code: 'missing' | 'missing_field' | 'invalid' | 'already_exists' | 'unprocessable' | 'custom';
  readonly field?: string;
  readonly message?: string;
  readonly value?: string;
}

/** A refusal, in the words and with the status that GitHub uses. */
export class GitHubError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errors?: readonly (FieldError | string)[],
  ) {
    super(message);
    this.name = 'GitHubError';
  }
}

/** 404, also for what the caller must not know of. */
export function notFound(): GitHubError {
  return new GitHubError(404, 'Not Found');
}

/** 422 `Validation Failed`. */
export function validationFailed(...errors: FieldError[]): GitHubError {
  return new GitHubError(422, 'Validation Failed', errors);
}
