import type { Tokens } from './tokens.js';

/** A JSON object from outside. */
export type Json = Readonly<Record<string, unknown>>;

/** How requests and replies of one kind of endpoint look. */
export interface ReplyShape {
  /**
   * Fields that a request may have. Anything else is refused, because it may make the provider fetch an address or run
   * a tool (a way out for what is in the sandbox), ask another model, or answer without counting.
   */
  readonly fields: ReadonlySet<string>;
  /** Whether a stream counts tokens only when `stream_options.include_usage` asks for it. */
  readonly asksForUsage?: boolean;
  /** What a whole reply, or one event of a stream, says about tokens. In a stream the largest counts. */
  tokens(event: Json): Partial<Tokens> | undefined;
  /** Why the model would not answer, if a reply or an event says so. */
  refusal(event: Json): string | undefined;
}

/** `value[key]` if that is an object, else an empty one. */
export function part(value: unknown, key: string | number): Json {
  const inner: unknown = typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
  return typeof inner === 'object' && inner !== null ? (inner as Json) : {};
}

/** `value[key]` if that is a countable number, else 0. */
export function count(value: Json, key: string): number {
  const number = value[key];
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? Math.floor(number) : 0;
}
