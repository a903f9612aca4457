import type { RefineJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { JobContext } from '../job-context.js';
import type { Checkout, Checkouts } from '../ports/checkouts.js';
import { prepareCheckout } from './prepare-checkout.js';
import { earlierWork } from './push-branch.js';
import type { RefineTask } from './read-pull-request.js';

/**
 * The branch of a pull request. One that is closed or merged by now only matters to a job that was interrupted after
 * its push: its commit is on the branch, and it has to say so.
 * @throws JobFailure `pull-request-closed`, and what `prepareCheckout` throws
 */
export async function prepareRefine(
  job: RefineJob,
  task: RefineTask,
  tools: { readonly checkouts: Checkouts },
  context: Pick<JobContext, 'signal'>,
): Promise<RefineTask & { readonly checkout: Checkout }> {
  const { isOpen } = task.pullRequest;
  const prepared = await prepareCheckout(job, task, tools, context).catch((error: unknown) => {
    const isGone = !isOpen && error instanceof JobFailure && error.code === 'base-branch-not-found';
    throw isGone ? new JobFailure('pull-request-closed', { cause: error }) : error;
  });
  if (isOpen || earlierWork(prepared.checkout)) return prepared;
  await prepared.checkout.remove();
  throw new JobFailure('pull-request-closed');
}
