import type { QuickfixJob } from '@ai-coding-agent/contracts';
import type { Issue } from '../ports/issues.js';
import type { PullRequestText } from '../ports/pull-requests.js';
import type { PushedWork } from '../stages/push-branch.js';
import { checksText } from './checks-text.js';
import { codeSpan } from './code-span.js';
import { fixTitle } from './neutralise.js';
import { quote } from './quote.js';
import { usageText } from './usage-text.js';

/** GitHub refuses longer titles and texts. */
const MAX_TITLE = 250;
const MAX_SUMMARY = 20_000;
const MAX_LISTED_FILES = 100;

const OPENED_BY = /<!-- ai-coding-agent:opened-by ([0-9a-f-]{36}|somebody) -->/;

/** The job that opened a pull request, read from its text. */
export function openedBy(body: string): string | undefined {
  return OPENED_BY.exec(body)?.[1];
}

/** @param opener the job that opened the pull request, which is not always the one that writes */
export function pullRequestText(job: QuickfixJob, issue: Issue, work: PushedWork, opener: string): PullRequestText {
  const files = work.changedFiles.slice(0, MAX_LISTED_FILES).map((path) => `- ${codeSpan(path)}`);
  const more = work.changedFiles.length - files.length;
  const summary = quote(work.reply?.summary ?? '', MAX_SUMMARY);
  const usage = work.reply ? `${usageText(work.reply)} · ` : '';
  return {
    title: fixTitle(issue, MAX_TITLE),
    body: [
      `Fixes #${issue.number}`,
      '### Summary',
      summary === '' ? 'The model gave no summary. See the changed files.' : summary,
      '### Changed files',
      [...files, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
      '### Checks',
      checksText(work.checks),
      '---',
      `Written by a coding agent: please review before merging. To have it changed, comment \`/refine <what to change>\`.`,
      `<sub>${usage}job \`${job.jobId}\`</sub>`,
      `<!-- ai-coding-agent:opened-by ${opener} -->`,
    ].join('\n\n'),
  };
}
