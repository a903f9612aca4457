/** What the model was asked for so far in a job, over all its attempts that ended. */
export interface JobUsage {
  readonly llmCalls: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** US dollars; 0 when the price of the model is not known. */
  readonly costUsd: number;
}

export const NO_USAGE: JobUsage = { llmCalls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };

/** What both cost together. */
export function addUsage(one: JobUsage, other: JobUsage): JobUsage {
  return {
    llmCalls: one.llmCalls + other.llmCalls,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    // Without the noise of binary fractions: 0.1 + 0.2 is 0.3.
    costUsd: Math.round((one.costUsd + other.costUsd) * 1e9) / 1e9,
  };
}
