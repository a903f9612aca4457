import { JobFailure, redact, type FailureCode } from '@ai-coding-agent/failures';
import type { ProviderFailure, RefusedEdit, RunnerResult, RunnerStatus } from './protocol.js';
import { RunnerError, type RunnerErrorCode } from './runner-error.js';

/** Code of each way in which a job can end without being done. `model_error` is looked up below. */
const BY_STATUS: Readonly<Record<RunnerStatus, FailureCode | undefined>> = {
  edited: undefined,
  no_edit: undefined,
  empty_reply: 'agent-reply-unusable',
  malformed: 'agent-reply-unusable',
  context_overflow: 'model-context-exceeded',
  output_limit: 'model-output-limit',
  model_error: 'model-rejected',
  policy_violation: 'protected-path',
  budget_exceeded: 'budget-exceeded',
  call_limit: 'call-limit-reached',
  timeout: 'timed-out',
  memory_limit: 'sandbox-memory-limit',
  process_limit: 'sandbox-process-limit',
  disk_limit: 'sandbox-disk-limit',
  startup_failed: 'agent-crashed',
  crashed: 'agent-crashed',
};

/** First row that fits decides. An HTTP status is what the provider said; without one the exception has to tell. */
const BY_PROVIDER_ANSWER: readonly (readonly [fits: (failure: ProviderFailure) => boolean, code: FailureCode])[] = [
  [({ httpStatus }) => httpStatus === 401 || httpStatus === 403, 'model-auth'],
  [({ httpStatus }) => httpStatus === 404, 'model-not-found'],
  [({ httpStatus }) => httpStatus === 429, 'model-rate-limited'],
  [({ httpStatus }) => httpStatus === 408 || httpStatus === 409, 'model-unavailable'],
  [({ httpStatus = 0 }) => httpStatus >= 500, 'model-unavailable'],
  [({ httpStatus = 0 }) => httpStatus >= 400, 'model-rejected'],
  [({ exceptionClass }) => exceptionClass === 'AuthenticationError', 'model-auth'],
  [({ exceptionClass }) => exceptionClass === 'NotFoundError', 'model-not-found'],
  // LiteLLM says so itself, before it asks anybody, when it does not know the provider in the model's name.
  [({ exceptionClass }) => exceptionClass === 'BadRequestError', 'model-not-found'],
  [({ exceptionClass }) => exceptionClass === 'ImportError', 'model-rejected'],
  [() => true, 'model-unavailable'],
];

const BY_RUNNER_ERROR: Readonly<Record<RunnerErrorCode, FailureCode>> = {
  unreachable: 'agent-unavailable',
  startup_failed: 'agent-unavailable',
  broken: 'agent-crashed',
  bad_message: 'internal-error',
  unsupported_protocol: 'internal-error',
  bad_job: 'internal-error',
};

/** Why the job behind `result` failed, or undefined when it did not. No value in `secrets` stays in the text. */
export function resultFailure(result: RunnerResult, secrets: readonly string[]): JobFailure | undefined {
  const code = codeOf(result);
  if (!code) return undefined;
  const detail = detailOf(result);
  return new JobFailure(code, {
    detail: detail && redact(detail, secrets),
    retryAfterSeconds: result.failure?.retryAfterSeconds,
  });
}

/** A failure to get a result, as a `JobFailure`; anything else as it is. */
export function runnerFailure(error: unknown, secrets: readonly string[]): unknown {
  if (!(error instanceof RunnerError)) return error;
  return new JobFailure(BY_RUNNER_ERROR[error.code], { detail: redact(error.message, secrets), cause: error });
}

function codeOf({ status, failure, refused }: RunnerResult): FailureCode | undefined {
  if (status === 'model_error' && failure) return BY_PROVIDER_ANSWER.find(([fits]) => fits(failure))?.[1];
  // One refused edit fails the whole job, also when others were good.
  if (refused.length > 0 && (status === 'edited' || status === 'policy_violation')) return refusalCode(refused);
  return BY_STATUS[status];
}

function refusalCode(refused: readonly RefusedEdit[]): FailureCode {
  return refused.some(({ reason }) => reason === 'outside') ? 'unsafe-path' : 'protected-path';
}

function detailOf({ status, failure, refused, warnings }: RunnerResult): string | undefined {
  if (failure) return failure.message || failure.exceptionClass;
  if (refused.length > 0)
    return refused
      .map(({ path }) => path)
      .join(', ')
      .slice(0, 500);
  return status === 'crashed' || status === 'startup_failed' ? warnings.at(-1) : undefined;
}
