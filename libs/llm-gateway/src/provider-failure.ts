import { JobFailure, redact, type FailureCode } from '@ai-coding-agent/failures';
import { part } from './reply-shape.js';

/** An answer of a provider that is an error. */
export interface ProviderError {
  /** HTTP status; 0 for an error in a stream that had begun well. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** First row that fits decides. Wording counts only where providers share a status among many reasons. */
const BY_ANSWER: readonly (readonly [status: RegExp, text: RegExp, code: FailureCode])[] = [
  [
    /^(?:0|4..|500)$/,
    /context_length_exceeded|maximum context length|context window|prompt is too long/i,
    'model-context-exceeded',
  ],
  [
    /^(?:0|4..)$/,
    /input token count.*exceed|request_too_large|too large for model|exceeds the (?:available |maximum )?context/i,
    'model-context-exceeded',
  ],
  [/^(?:0|4..)$/, /content_filter|content_policy|content management policy|flagged/i, 'model-rejected'],
  [/^(?:0|4..)$/, /API_KEY_INVALID|API key not valid|invalid_api_key|authentication_error/i, 'model-auth'],
  [/^(?:0|4..)$/, /rate_limit|RESOURCE_EXHAUSTED|insufficient_quota|too many requests/i, 'model-rate-limited'],
  [
    /^(?:400|422)$/,
    /model_not_found|model not exist|not a valid model|model .{0,80}(?:does not exist|not found)/i,
    'model-not-found',
  ],
  [/^40[13]$/, /(?:)/, 'model-auth'],
  [/^404$/, /(?:)/, 'model-not-found'],
  [/^413$/, /(?:)/, 'model-context-exceeded'],
  [/^429$/, /(?:)/, 'model-rate-limited'],
  [/^(?:0|408|409|425|5..)$/, /(?:)/, 'model-unavailable'],
  [/(?:)/, /(?:)/, 'model-rejected'],
];

/** What a provider's error means for the job. No value of `secrets` stays in the text. */
export function providerFailure(error: ProviderError, secrets: readonly string[]): JobFailure {
  const [, , code] =
    BY_ANSWER.find(([status, text]) => status.test(String(error.status)) && text.test(error.body)) ?? [];
  const words = redact(ownWords(error.body), secrets).replace(/\s+/g, ' ').trim().slice(0, 500);
  return new JobFailure(code ?? 'model-rejected', {
    detail: [error.status && `HTTP ${error.status}`, words].filter(Boolean).join(': '),
    retryAfterSeconds: askedWait(error),
  });
}

/** A failure to get an answer at all. */
export function connectionFailure(cause: unknown, secrets: readonly string[]): JobFailure {
  const innermost = (error: unknown): unknown => (error instanceof AggregateError ? innermost(error.errors[0]) : error);
  const { code, message } = Object(innermost(cause)) as { code?: unknown; message?: unknown };
  const words = [code, message].filter((word) => typeof word === 'string' && word).join(': ');
  return new JobFailure('model-unavailable', { detail: redact(words, secrets).slice(0, 500), cause });
}

/** Whether the same request may fare better in a moment. An exhausted quota will not. */
export function isWorthAnotherTry({ status, headers, body }: ProviderError): boolean {
  if (headers['x-should-retry'] === 'false' || /insufficient_quota|context_length_exceeded/.test(body)) return false;
  return status === 408 || status === 409 || status === 425 || status === 429 || status >= 500;
}

function ownWords(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    const whole: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
    const { error, message } = Object(whole) as { error?: unknown; message?: unknown };
    const said = typeof error === 'string' ? error : (part(whole, 'error')['message'] ?? message);
    return typeof said === 'string' ? said : body;
  } catch {
    return body;
  }
}

/** Seconds that the provider asks us to wait, from any of the places where providers put them. */
function askedWait({ headers, body }: ProviderError): number | undefined {
  const header = String(headers['retry-after'] ?? '').trim();
  const date = header && !/^[\d.]+$/.test(header) ? (Date.parse(header) - Date.now()) / 1000 : undefined;
  const inText = /"retryDelay":\s*"([\d.]+)s"|try again in ([\d.]+) ?s/i.exec(body);
  const candidates = [
    headers['retry-after-ms'] !== undefined ? Number(headers['retry-after-ms']) / 1000 : undefined,
    date ?? (header ? Number(header) : undefined),
    inText ? Number(inText[1] ?? inText[2]) : undefined,
  ];
  const seconds = candidates.find((value) => value !== undefined && Number.isFinite(value) && value < 1e9);
  return seconds === undefined ? undefined : Math.max(seconds, 0);
}
