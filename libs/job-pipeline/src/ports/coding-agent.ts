import type { JobUsage } from '@ai-coding-agent/contracts';

/** What the agent is asked for. */
export interface EditRequest {
  readonly jobId: string;
  /** The root of the checkout. It has a `.git` of its own that nobody trusts afterwards. */
  readonly directory: string;
  /**
   * Whose files these are. What an agent learns from them it may keep for later jobs of the same name only, so that
   * nobody can prepare what others are shown.
   */
  readonly domain?: string;
  /** What to do, complete and already marked as instruction and data. */
  readonly prompt: string;
  /** Paths in the checkout that the agent starts with. */
  readonly files: readonly string[];
  /** LiteLLM name; the configured model when absent. */
  readonly model: string | undefined;
  readonly maxCostUsd: number | undefined;
  /** What this job has spent before: it counts towards all limits, but not into the usage that is answered. */
  readonly spentBefore?: JobUsage;
  readonly signal: AbortSignal;
  /** Called after every call to the model with the sum so far, also when the edit fails later. */
  readonly onUsage: (usage: JobUsage) => void;
}

/** What the agent answered. What it changed is read from the checkout, never from here. */
export interface EditReply {
  /** The model's own words without the edits: hostile text, for people to read. */
  readonly summary: string;
  /** LiteLLM name of the model that answered. */
  readonly model: string;
  /** Whether prices of the model are known, so that cost means something. */
  readonly priceKnown: boolean;
  readonly usage: JobUsage;
}

/** Something that edits a checkout as asked. */
export interface CodingAgent {
  /** @throws JobFailure `model-*`, `agent-*`, `budget-exceeded`, `call-limit-reached`, or the reason of `signal` */
  edit(request: EditRequest): Promise<EditReply>;
}
