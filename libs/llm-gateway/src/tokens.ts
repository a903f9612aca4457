/** Tokens of one or more calls, counted alike for every provider: `cached` and `cacheWritten` are part of `prompt`. */
export interface Tokens {
  readonly prompt: number;
  readonly completion: number;
  /** Read from the provider's cache. */
  readonly cached: number;
  /** Written to the provider's cache. */
  readonly cacheWritten: number;
}

/** Price of a model in US dollars per million tokens. */
export interface ModelPrice {
  readonly prompt: number;
  readonly completion: number;
  /** Of tokens read from the provider's cache; `prompt` when absent. */
  readonly cached?: number;
  /** Of tokens written to the provider's cache; `prompt` when absent. */
  readonly cacheWritten?: number;
}

export const NO_TOKENS: Tokens = { prompt: 0, completion: 0, cached: 0, cacheWritten: 0 };

/** US dollars. */
export function costOf(tokens: Tokens, price: ModelPrice): number {
  const fresh = Math.max(tokens.prompt - tokens.cached - tokens.cacheWritten, 0);
  const millionths =
    fresh * price.prompt +
    tokens.cached * (price.cached ?? price.prompt) +
    tokens.cacheWritten * (price.cacheWritten ?? price.prompt) +
    tokens.completion * price.completion;
  return millionths / 1_000_000;
}

/** About how many tokens a text of that many bytes has, for calls whose count never came. */
export function estimateTokens(bytes: number): number {
  return Math.ceil(bytes / 3.6);
}
