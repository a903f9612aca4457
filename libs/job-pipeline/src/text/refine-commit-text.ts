import type { RefineJob } from '@ai-coding-agent/contracts';
import type { CommitText } from '../ports/checkouts.js';
import { cleanUntrusted } from './clean-untrusted.js';
import { neutraliseLine } from './neutralise.js';

/** Longest subject of a commit; what is beyond it is cut off in most views. */
const MAX_SUBJECT = 72;

/**
 * The message of the one commit of all `jobs`: each of them finds its id in it again.
 * @param jobs in the order in which they were written, at least one
 * @param noreplyDomain domain of the addresses that the forge gives to accounts, such as `users.noreply.github.com`
 */
export function refineCommitText(jobs: readonly RefineJob[], noreplyDomain: string): CommitText {
  const [first, ...others] = jobs.map(({ instructions }) => firstLine(instructions));
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  const requesters = new Set(jobs.flatMap(({ requestedBy }) => requestedBy ?? []));
  return {
    subject: `${neutraliseLine(first ?? '', MAX_SUBJECT - more.length) || 'Refine the pull request'}${more}`,
    body: others.map((line) => `- ${neutraliseLine(line, MAX_SUBJECT)}`).join('\n'),
    trailers: [
      ...jobs.map(({ jobId }) => ['Job-Id', jobId] as const),
      ...[...requesters].map((login) => ['Co-authored-by', `${login} <${login}@${noreplyDomain}>`] as const),
    ],
  };
}

function firstLine(text: string): string {
  return cleanUntrusted(text).split('\n')[0] ?? '';
}
