import type { JobState } from '../../view/job-state.js';

/** The comment that says how a job is. */
export function statusText(state: JobState): string {
  const { jobId, status, stage, attempt, failure, result } = state;
  const at = stage ? `, stage \`${stage}\`` : '';
  const next = state.nextAttemptAt ? ` Next attempt: ${state.nextAttemptAt}.` : '';
  const pull = result?.pullRequestNumber ? ` Pull request: #${result.pullRequestNumber}.` : '';
  return `Job \`${jobId}\`: **${status}**${at}, attempt ${attempt}.${next}${pull}${failure ? ` Failure: \`${failure.code}\`.` : ''}`;
}
