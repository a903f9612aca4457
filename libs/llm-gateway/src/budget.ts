import { JobFailure } from '@ai-coding-agent/failures';
import { costOf, NO_TOKENS, type ModelPrice, type Tokens } from './tokens.js';

/** What one job may spend. */
export interface GatewayLimits {
  readonly maxCalls: number;
  /** US dollars. */
  readonly maxCostUsd: number;
}

/** What one job has spent. */
export interface GatewayUsage {
  /** Calls that were passed on to the provider, also those that it failed to answer. */
  readonly llmCalls: number;
  /** With `cachedTokens`. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly costUsd: number;
  /** Whether every model asked so far has a price, so that `costUsd` means something. */
  readonly priceKnown: boolean;
}

/** Counts one job's calls. Only one call may be open at a time: what it costs is known when it ends. */
export class Budget {
  #calls = 0;
  #tokens = NO_TOKENS;
  #costUsd = 0;
  #priceKnown = true;

  constructor(private readonly limits: GatewayLimits) {}

  get usage(): GatewayUsage {
    return {
      llmCalls: this.#calls,
      promptTokens: this.#tokens.prompt,
      completionTokens: this.#tokens.completion,
      cachedTokens: this.#tokens.cached,
      costUsd: this.#costUsd,
      priceKnown: this.#priceKnown,
    };
  }

  /**
   * Counts a call that is about to be made.
   * @throws JobFailure `call-limit-reached`, `budget-exceeded`
   */
  admit(price: ModelPrice | undefined): void {
    if (this.#calls >= this.limits.maxCalls) {
      throw new JobFailure('call-limit-reached', { detail: `${this.limits.maxCalls} calls` });
    }
    const isFree = price?.prompt === 0 && price.completion === 0;
    if (price && !isFree && this.#costUsd >= this.limits.maxCostUsd) {
      throw new JobFailure('budget-exceeded', { detail: `${this.limits.maxCostUsd} USD` });
    }
    this.#calls += 1;
    if (!price) this.#priceKnown = false;
  }

  /** Adds what the admitted call used. */
  charge(tokens: Tokens, price: ModelPrice | undefined): void {
    const { prompt, completion, cached, cacheWritten } = this.#tokens;
    this.#tokens = {
      prompt: prompt + tokens.prompt,
      completion: completion + tokens.completion,
      cached: cached + tokens.cached,
      cacheWritten: cacheWritten + tokens.cacheWritten,
    };
    if (price) this.#costUsd += costOf(tokens, price);
  }
}
