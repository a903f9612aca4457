import type { JobUsage } from '@ai-coding-agent/contracts';

/** What a job spent on which model. */
export interface Spent {
  readonly model: string;
  readonly usage: JobUsage;
  /** Whether prices of the model are known, so that cost means something. */
  readonly priceKnown: boolean;
}

/** `openai/gpt-5 · 2 calls · 1,234 prompt + 56 completion tokens · $0.0123`, or the model alone while it was not asked. */
export function usageText({ model, usage, priceKnown }: Spent): string {
  const name = `\`${model.replace(/`/g, '')}\``;
  if (usage.llmCalls === 0) return name;
  const number = (value: number) => value.toLocaleString('en-US');
  const cost = priceKnown ? `$${usage.costUsd.toFixed(usage.costUsd < 0.1 ? 4 : 2)}` : 'cost unknown: no price is set';
  const calls = `${number(usage.llmCalls)} ${usage.llmCalls === 1 ? 'call' : 'calls'}`;
  const tokens = `${number(usage.promptTokens)} prompt + ${number(usage.completionTokens)} completion tokens`;
  return [name, calls, tokens, cost].join(' · ');
}
