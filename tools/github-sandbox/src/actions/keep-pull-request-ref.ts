import { runGit } from '../git/run-git.js';
import type { PullRequest } from '../world/pull-request.js';

/** Lets `refs/pull/N/head` follow the head, so that its commits can be fetched and stay when the branch is gone. */
export async function keepPullRequestRef({ issue, head }: PullRequest): Promise<void> {
  const { directory } = issue.repository;
  const ref = `refs/pull/${issue.number}/head`;
  if (head.repository === issue.repository) {
    await runGit(directory, ['update-ref', ref, head.sha]);
  } else {
    const args = ['fetch', '--quiet', '--no-write-fetch-head', '--no-tags', '--force'];
    await runGit(directory, [...args, '--', head.repository.directory, `${head.sha}:${ref}`]);
  }
}
