import { addUsage, NO_USAGE, type JobUsage } from '@ai-coding-agent/contracts';
import type { CodingAgent } from './ports/coding-agent.js';

/** An agent that may be asked several times in one attempt, under the limits of one: what it answers is the sum. */
export function oneBudget(agent: CodingAgent): CodingAgent {
  let spent = NO_USAGE;
  return {
    edit: async (request) => {
      const before = spent;
      const spentBefore = addUsage(request.spentBefore ?? NO_USAGE, before);
      const onUsage = (usage: JobUsage) => {
        spent = addUsage(before, usage);
        request.onUsage(spent);
      };
      const reply = await agent.edit({ ...request, spentBefore, onUsage });
      return { ...reply, usage: addUsage(before, reply.usage) };
    },
  };
}
