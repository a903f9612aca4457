import type { Job } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { JobContext } from '../job-context.js';
import type { Checkout, Checkouts } from '../ports/checkouts.js';

/** @throws JobFailure `branch-has-other-commits`, `git-*`, `base-branch-not-found`, `repository-empty` */
export async function prepareCheckout<
  T extends { readonly repository: string; readonly base: string; readonly branch: string },
>(
  job: Job,
  task: T,
  { checkouts }: { readonly checkouts: Checkouts },
  { signal }: Pick<JobContext, 'signal'>,
): Promise<T & { readonly checkout: Checkout }> {
  const { repository, base, branch } = task;
  const checkout = await checkouts.prepare({ jobId: job.jobId, repository, base, branch, signal });
  if (checkout.remoteBranch.state === 'others') {
    await checkout.remove();
    throw new JobFailure('branch-has-other-commits', { detail: branch });
  }
  return { ...task, checkout };
}
