import { JobFailure, type FailureCode } from '@ai-coding-agent/failures';
import { RequestError } from '@octokit/request-error';

/** What a missing thing was. */
export type NotFoundCode = Extract<FailureCode, `${string}-not-found`>;

const SECONDARY_LIMIT_WAIT_SECONDS = 60;

/** The only place that reads errors of GitHub's API. `notFound` says what a 404 or 410 means here. */
export function toGitHubFailure(error: unknown, notFound: NotFoundCode): unknown {
  if (error instanceof JobFailure) return error;
  if (!(error instanceof RequestError)) return isAbort(error) ? unreachable(error) : error;
  const { status, response } = error;
  const detail = messageOf(error);
  if (!response) return unreachable(error);
  if (isRateLimit(error)) {
    return new JobFailure('github-rate-limited', { detail, cause: error, retryAfterSeconds: waitOf(error) });
  }
  if (status === 401) return new JobFailure('github-auth', { detail, cause: error });
  if (status === 403 || status === 451) return new JobFailure('github-forbidden', { detail, cause: error });
  if (status === 404 || status === 410) return new JobFailure(notFound, { cause: error });
  if (status >= 500) {
    return new JobFailure('github-error', { detail, cause: error, retryAfterSeconds: retryAfterOf(error) });
  }
  return new JobFailure('github-rejected', { detail, cause: error });
}

/** Runs a call to GitHub and turns what it throws into a `JobFailure`. */
export async function callGitHub<T>(notFound: NotFoundCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toGitHubFailure(error, notFound);
  }
}

/** Whether `error` is an answer of GitHub with this status. */
export function hasStatus(error: unknown, ...statuses: number[]): error is RequestError {
  return error instanceof RequestError && error.response !== undefined && statuses.includes(error.status);
}

function unreachable(cause: unknown): JobFailure {
  return new JobFailure('github-unreachable', { cause });
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
}

function isRateLimit(error: RequestError): boolean {
  if (error.status === 429) return true;
  const headers = error.response?.headers ?? {};
  return (
    error.status === 403 &&
    (headers['x-ratelimit-remaining'] === '0' ||
      headers['retry-after'] !== undefined ||
      /secondary rate|rate limit exceeded|abuse detection/i.test(error.message))
  );
}

function waitOf(error: RequestError): number {
  const reset = Number(error.response?.headers['x-ratelimit-reset']);
  const untilReset =
    Number.isFinite(reset) && reset > 0 ? Math.max(0, Math.ceil(reset - Date.now() / 1_000)) : undefined;
  const exhausted = error.response?.headers['x-ratelimit-remaining'] === '0';
  return retryAfterOf(error) ?? (exhausted ? untilReset : undefined) ?? SECONDARY_LIMIT_WAIT_SECONDS;
}

function retryAfterOf(error: RequestError): number | undefined {
  const seconds = Number(error.response?.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
}

/** GitHub's sentence, and its list of what is wrong with a 422. */
function messageOf(error: RequestError): string {
  const data = error.response?.data as { message?: unknown; errors?: unknown } | undefined;
  const message = typeof data?.message === 'string' ? data.message : `status ${error.status}`;
  const errors = Array.isArray(data?.errors) ? (data.errors as unknown[]) : [];
  const reasons = errors.map((entry) => {
    if (typeof entry === 'string') return entry;
    const { message: text, field, code } = (entry ?? {}) as { message?: string; field?: string; code?: string };
    return text ?? [field, code].filter(Boolean).join(' ');
  });
  return [message, ...reasons.filter(Boolean)].join(': ').slice(0, 500);
}
