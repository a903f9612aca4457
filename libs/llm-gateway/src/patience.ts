/** How long the gateway waits and how often it tries. All in milliseconds. */
export interface Patience {
  readonly connectMs: number;
  /** Until the answer begins; a model that thinks, or is being loaded, says nothing for minutes. */
  readonly firstByteMs: number;
  /** Between two pieces of an answer. */
  readonly idleMs: number;
  /** One call with all its tries. */
  readonly totalMs: number;
  readonly tries: number;
  /** Time after which no further try begins; also the longest `Retry-After` that is waited for. */
  readonly retryWithinMs: number;
  /** Before the second try; doubled for each further one. */
  readonly retryDelayMs: number;
}

export const DEFAULT_PATIENCE: Patience = {
  connectMs: 10_000,
  firstByteMs: 300_000,
  idleMs: 120_000,
  totalMs: 900_000,
  tries: 4,
  retryWithinMs: 60_000,
  retryDelayMs: 1_000,
};
