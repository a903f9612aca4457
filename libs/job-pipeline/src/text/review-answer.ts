import type { Finished } from '../finished.js';

/** What is answered in the thread of an inline review comment. */
export function reviewAnswer({ result, checks }: Pick<Finished, 'result' | 'checks'>): string {
  const { outcome, commitSha, changedFiles } = result;
  if (outcome === 'no_changes')
    return '🤷 The model did not change any file. Its reasons are in the comment of the job.';
  const files = changedFiles.length === 1 ? 'one file' : `${changedFiles.length} files`;
  const failed = checks && checks.outcome !== 'passed';
  const doubt = failed ? ' ❌ The checks failed: the comment of the job says how.' : '';
  return `🚀 Done in ${commitSha}, which changes ${files}.${doubt}`;
}
