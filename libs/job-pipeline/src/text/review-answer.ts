import type { JobResult } from '@ai-coding-agent/contracts';

/** What is answered in the thread of an inline review comment. */
export function reviewAnswer({ outcome, commitSha, changedFiles }: JobResult): string {
  if (outcome === 'no_changes')
    return '🤷 The model did not change any file. Its reasons are in the comment of the job.';
  const files = changedFiles.length === 1 ? 'one file' : `${changedFiles.length} files`;
  return `🚀 Done in ${commitSha}, which changes ${files}.`;
}
