import { addUsage, NO_USAGE, type Job } from '@ai-coding-agent/contracts';
import type { JobContext } from '../job-context.js';
import type { Change, Checkout } from '../ports/checkouts.js';
import type { CodingAgent, EditReply } from '../ports/coding-agent.js';

/** What the agent said, and what it did. */
export interface Edited {
  readonly reply: EditReply;
  readonly changes: readonly Change[];
}

/** Lets the agent edit the files. What changed is read from the files, whatever the agent says. */
export async function applyEdits(
  job: Job,
  prompt: string,
  checkout: Checkout,
  { agent }: { readonly agent: CodingAgent },
  { signal, usage, spentBefore = NO_USAGE }: Pick<JobContext, 'signal' | 'usage' | 'spentBefore'>,
): Promise<Edited> {
  const reply = await agent.edit({
    jobId: job.jobId,
    directory: checkout.directory,
    domain: domainOf(job, checkout),
    prompt,
    files: [],
    model: job.model,
    maxCostUsd: job.limits?.maxCostUsd,
    spentBefore,
    signal,
    onUsage: usage,
  });
  // People are told what the job has cost, not its last attempt.
  const whole = { ...reply, usage: addUsage(spentBefore, reply.usage) };
  return { reply: whole, changes: await checkout.changes() };
}

/** What a pull request proposes is not mixed with what the repository has accepted. */
function domainOf({ repository }: Job, { base, branch }: Checkout): string {
  return `${repository.toLowerCase()} ${base === branch ? 'proposed' : 'accepted'}`;
}
