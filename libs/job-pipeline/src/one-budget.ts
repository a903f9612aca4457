import { NO_USAGE, type JobUsage } from '@ai-coding-agent/contracts';
import type { CodingAgent } from './ports/coding-agent.js';

/** An agent that may be asked several times in one attempt, under the limits of one: what it answers is the sum. */
export function oneBudget(agent: CodingAgent): CodingAgent {
  let spent = NO_USAGE;
  return {
    edit: async (request) => {
      const spentBefore = spent;
      const onUsage = (usage: JobUsage) => {
        spent = sum(spentBefore, usage);
        request.onUsage(spent);
      };
      const reply = await agent.edit({ ...request, spentBefore, onUsage });
      return { ...reply, usage: sum(spentBefore, reply.usage) };
    },
  };
}

function sum(one: JobUsage, other: JobUsage): JobUsage {
  return {
    llmCalls: one.llmCalls + other.llmCalls,
    promptTokens: one.promptTokens + other.promptTokens,
    completionTokens: one.completionTokens + other.completionTokens,
    costUsd: one.costUsd + other.costUsd,
  };
}
