import { JobFailure } from '@ai-coding-agent/failures';
import { COMMIT_FACTS_FORMAT, parseCommitFacts, type CommitFacts } from './commit-facts.js';
import type { BaseRequest } from './fetch-base.js';

/** What counts about the commit that a ref of the clone names. */
export async function readCommit({ git, folder }: BaseRequest, ref: string, signal: AbortSignal): Promise<CommitFacts> {
  const args = [`--git-dir=${folder.clone}`, 'log', '--max-count=1', COMMIT_FACTS_FORMAT, ref, '--'];
  const [commit] = parseCommitFacts(await git.run(args, { signal }));
  if (commit?.id.length !== 40)
    throw new JobFailure('git-failed', { detail: 'repositories with SHA-256 are not supported' });
  return commit;
}
