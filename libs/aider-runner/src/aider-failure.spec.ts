import type { FailureCode } from '@ai-coding-agent/failures';
import { describe, expect, it } from 'vitest';
import { resultFailure, runnerFailure } from './aider-failure.js';
import type { ProviderFailure, RefusedEdit, RunnerResult, RunnerStatus } from './protocol.js';
import { RunnerError, type RunnerErrorCode } from './runner-error.js';

const result = (status: RunnerStatus, more: Partial<RunnerResult> = {}): RunnerResult => ({
  status,
  summary: '',
  edited: [],
  refused: [],
  model: 'm',
  priceKnown: true,
  usage: { llmCalls: 1, promptTokens: 0, completionTokens: 0, costUsd: 0 },
  warnings: [],
  timings: { totalMs: 1 },
  ...more,
});
const provider = (failure: Partial<ProviderFailure>) =>
  result('model_error', { failure: { message: 'm', exceptionClass: 'APIError', ...failure } });

describe('resultFailure', () => {
  it.each<[RunnerStatus, FailureCode | undefined]>([
    ['edited', undefined],
    ['no_edit', undefined],
    ['empty_reply', 'agent-reply-unusable'],
    ['malformed', 'agent-reply-unusable'],
    ['context_overflow', 'model-context-exceeded'],
    ['output_limit', 'model-output-limit'],
    ['model_error', 'model-rejected'],
    ['policy_violation', 'protected-path'],
    ['budget_exceeded', 'budget-exceeded'],
    ['call_limit', 'call-limit-reached'],
    ['timeout', 'timed-out'],
    ['memory_limit', 'sandbox-memory-limit'],
    ['process_limit', 'sandbox-process-limit'],
    ['disk_limit', 'sandbox-disk-limit'],
    ['startup_failed', 'agent-crashed'],
    ['crashed', 'agent-crashed'],
  ])('takes %s for %s', (status, code) => {
    expect(resultFailure(result(status), [])?.code).toBe(code);
  });

  it.each<[number, FailureCode]>([
    [400, 'model-rejected'],
    [401, 'model-auth'],
    [402, 'model-rejected'],
    [403, 'model-auth'],
    [404, 'model-not-found'],
    [408, 'model-unavailable'],
    [409, 'model-unavailable'],
    [413, 'model-rejected'],
    [422, 'model-rejected'],
    [429, 'model-rate-limited'],
    [500, 'model-unavailable'],
    [503, 'model-unavailable'],
    [529, 'model-unavailable'],
  ])('takes status %i of the provider for %s', (httpStatus, code) => {
    expect(resultFailure(provider({ httpStatus }), [])?.code).toBe(code);
  });

  it.each<[string, FailureCode]>([
    ['AuthenticationError', 'model-auth'],
    ['NotFoundError', 'model-not-found'],
    ['BadRequestError', 'model-not-found'],
    ['ImportError', 'model-rejected'],
    ['Timeout', 'model-unavailable'],
    ['APIConnectionError', 'model-unavailable'],
    ['InternalServerError', 'model-unavailable'],
  ])('takes %s without an answer for %s', (exceptionClass, code) => {
    expect(resultFailure(provider({ exceptionClass }), [])?.code).toBe(code);
  });

  it('passes on how long the provider wants us to wait', () => {
    const failure = resultFailure(provider({ httpStatus: 429, retryAfterSeconds: 30 }), []);

    expect(failure?.retryAfterSeconds).toBe(30);
  });

  it.each<[RefusedEdit['reason'][], FailureCode]>([
    [['protected'], 'protected-path'],
    [['link'], 'protected-path'],
    [['not_a_file'], 'protected-path'],
    [['outside'], 'unsafe-path'],
    [['protected', 'outside'], 'unsafe-path'],
  ])('fails the whole job for edits refused as %s, also when others were good', (reasons, code) => {
    const refused = reasons.map((reason) => ({ path: `${reason}/x`, reason }));

    expect(resultFailure(result('policy_violation', { refused }), [])?.code).toBe(code);
    expect(resultFailure(result('edited', { edited: ['app.py'], refused }), [])).toMatchObject({
      code,
      detail: reasons.map((reason) => `${reason}/x`).join(', '),
    });
  });

  it('tells a limit as what it is, whatever was refused before', () => {
    const refused = [{ path: '.git/x', reason: 'protected' }] as const;

    expect(resultFailure(result('budget_exceeded', { refused }), [])?.code).toBe('budget-exceeded');
  });

  it('says what the provider said, without secrets', () => {
    const failure = resultFailure(provider({ httpStatus: 401, message: 'bad key sk-4711' }), ['sk-4711']);

    expect(failure?.detail).toBe('bad key [secret]');
  });

  it('says why the agent crashed', () => {
    const warnings = ['Something.', 'OSError: [Errno 28] No space left on device'];

    expect(resultFailure(result('crashed', { warnings }), [])?.detail).toBe(warnings[1]);
  });
});

describe('runnerFailure', () => {
  it.each<[RunnerErrorCode, FailureCode]>([
    ['unreachable', 'agent-unavailable'],
    ['startup_failed', 'agent-unavailable'],
    ['broken', 'agent-crashed'],
    ['bad_message', 'internal-error'],
    ['unsupported_protocol', 'internal-error'],
    ['bad_job', 'internal-error'],
  ])('takes %s for %s', (code, expected) => {
    const failure = runnerFailure(new RunnerError(code, 'why: sk-4711'), ['sk-4711']);

    expect(failure).toMatchObject({ code: expected, detail: 'why: [secret]' });
  });

  it('leaves other errors alone', () => {
    const error = new Error('cancelled');

    expect(runnerFailure(error, [])).toBe(error);
  });
});
