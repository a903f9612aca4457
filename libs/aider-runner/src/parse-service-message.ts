import { RUNNER_STATUSES, SERVICE_ERRORS, VERIFICATION_STATUSES, type ServiceMessage } from './protocol.js';
import { RunnerError } from './runner-error.js';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (item: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(item);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const object =
  (fields: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]));
const anyOf =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

const usage = object({ llmCalls: number, promptTokens: number, completionTokens: number, costUsd: number });

const event = anyOf(
  object({ kind: oneOf('model_call'), usage }),
  object({ kind: oneOf('file_added', 'edit_applied'), path: text }),
  object({ kind: oneOf('warning'), message: text }),
);

const result = object({
  status: oneOf(...RUNNER_STATUSES),
  summary: text,
  edited: listOf(text),
  refused: listOf(object({ path: text, reason: oneOf('outside', 'link', 'protected', 'not_a_file') })),
  model: text,
  priceKnown: flag,
  usage,
  warnings: listOf(text),
  failure: optional(
    object({
      message: text,
      exceptionClass: text,
      httpStatus: optional(number),
      retryAfterSeconds: optional(number),
    }),
  ),
  timings: object({ totalMs: number, startMs: optional(number), modelMs: optional(number) }),
});

const sandbox = object({ mode: oneOf('bubblewrap', 'process'), landlock: number, warning: optional(text) });
const prices = object({ prompt: number, completion: number, cached: number, cacheWrite: number });

const message = anyOf(
  object({ type: oneOf('hello'), protocol: number, aider: text, python: text, sandbox: optional(sandbox) }),
  object({
    type: oneOf('verified'),
    status: oneOf(...VERIFICATION_STATUSES),
    exitCode: optional((code) => Number.isInteger(code)),
    output: text,
    totalMs: number,
  }),
  object({ type: oneOf('priced'), prices: optional(prices) }),
  object({ type: oneOf('prepared') }),
  object({ type: oneOf('event'), event }),
  object({ type: oneOf('result'), result }),
  object({ type: oneOf('error'), error: object({ code: oneOf(...SERVICE_ERRORS), message: text }) }),
);

/**
 * A message as the service may send it. Hostile code has run behind the service, so nothing of it is taken on trust.
 * @throws RunnerError `broken`
 */
export function parseServiceMessage(value: unknown): ServiceMessage {
  if (!message(value)) throw new RunnerError('broken', 'The runner sent a message that makes no sense.');
  return value as ServiceMessage;
}
