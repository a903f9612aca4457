import type { QuickfixJob } from '@ai-coding-agent/contracts';
import type { CommitText } from '../ports/checkouts.js';
import type { Issue } from '../ports/issues.js';
import { fixTitle } from './neutralise.js';

/** Longest subject of a commit; what is beyond it is cut off in most views. */
const MAX_SUBJECT = 72;

/** @param noreplyDomain domain of the addresses that GitHub gives to accounts, such as `users.noreply.github.com` */
export function commitText(job: QuickfixJob, issue: Issue, noreplyDomain: string): CommitText {
  const requester = job.requestedBy;
  return {
    subject: fixTitle(issue, MAX_SUBJECT),
    body: '',
    trailers: [
      ['Job-Id', job.jobId],
      ...(requester ? [['Co-authored-by', `${requester} <${requester}@${noreplyDomain}>`] as const] : []),
    ],
  };
}
