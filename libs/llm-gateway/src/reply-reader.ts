import type { Json, ReplyShape } from './reply-shape.js';
import { part } from './reply-shape.js';
import { estimateTokens, NO_TOKENS, type Tokens } from './tokens.js';

/** Longest line of a stream that is read; a longer one passes unread. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const TEXT_FIELDS = /^(?:content|text|thinking|partial_json|arguments|delta|response|reasoning|reasoning_content)$/;

/** Reads along while a reply passes: server-sent events, lines of JSON, or one JSON object. */
export class ReplyReader {
  #line: Buffer[] = [];
  #lineBytes = 0;
  #tokens: Partial<Tokens> | undefined;
  #textBytes = 0;
  /** Events, or 1 for a reply in one piece. */
  events = 0;
  refusal: string | undefined;
  /** Body of an error that came after a good beginning. */
  error: string | undefined;

  constructor(private readonly shape: ReplyShape) {}

  /** Takes the next bytes of a stream. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      this.#keep(chunk.subarray(start, end));
      this.#endLine();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** The stream is over. */
  end(): void {
    this.#endLine();
  }

  /** Takes a reply in one piece; false if it is no JSON object. */
  whole(bytes: Buffer): boolean {
    this.#read(bytes.toString());
    return this.events > 0;
  }

  /**
   * Tokens of the call. What the provider did not say (or not yet, when the reply was cut off) is estimated from the
   * texts: a call that is broken off is not for free.
   */
  tokens(requestBytes: number, isComplete: boolean): Tokens {
    const estimated = { prompt: estimateTokens(requestBytes), completion: estimateTokens(this.#textBytes) };
    const said = this.#tokens ?? {};
    const completion = isComplete
      ? (said.completion ?? estimated.completion)
      : Math.max(said.completion ?? 0, estimated.completion);
    return { ...NO_TOKENS, ...said, prompt: said.prompt ?? estimated.prompt, completion };
  }

  #keep(bytes: Buffer): void {
    this.#lineBytes += bytes.length;
    if (this.#lineBytes <= MAX_LINE_BYTES) this.#line.push(bytes);
  }

  #endLine(): void {
    const line = this.#lineBytes <= MAX_LINE_BYTES ? Buffer.concat(this.#line).toString().trim() : '';
    this.#line = [];
    this.#lineBytes = 0;
    this.#read(line.startsWith('data:') ? line.slice(5) : line);
  }

  #read(text: string): void {
    const event = parse(text);
    if (!event) return;
    this.events += 1;
    this.#textBytes += textBytes(event);
    const tokens = this.shape.tokens(event);
    if (tokens) this.#tokens = larger(this.#tokens ?? {}, tokens);
    this.refusal ??= this.shape.refusal(event);
    const failed = event['error'] ?? (event['type'] === 'response.failed' && part(event['response'], 'error'));
    if (failed) this.error ??= text;
  }
}

/** Counts only grow while a stream goes on; an event that leaves one open must not take it back. */
function larger(so: Partial<Tokens>, now: Partial<Tokens>): Partial<Tokens> {
  const names = [...Object.keys(so), ...Object.keys(now)] as (keyof Tokens)[];
  return Object.fromEntries(names.map((name) => [name, Math.max(so[name] ?? 0, now[name] ?? 0)]));
}

function parse(text: string): Json | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function textBytes(value: unknown, isText = false): number {
  if (typeof value === 'string') return isText ? Buffer.byteLength(value) : 0;
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, inner) => sum + textBytes(inner, isText), 0);
  return Object.entries(value).reduce((sum, [name, inner]) => sum + textBytes(inner, TEXT_FIELDS.test(name)), 0);
}
