import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import type { LocalSystem } from '@ai-coding-agent/local-system';
import { followJob } from './follow-job.js';
import { heading, indented, line } from './print.js';
import { runSampleTests } from './run-sample-tests.js';

export interface ShownQuickfix {
  /** Whether it went well. A real model may find that there is nothing to do. */
  readonly went: boolean;
  readonly pullRequestNumber?: number;
}

/** The issue, the job, the pull request, and what was said about it. */
export async function showQuickfix(system: LocalSystem, isScripted: boolean): Promise<ShownQuickfix> {
  const { sandbox, client } = system;
  const { repository, issue } = SAMPLE;
  heading(`The issue: ${repository}#${issue.number} – ${issue.title}`);
  indented(sandbox.issue(repository, issue.number).body ?? '');
  line(`Its tests before: ${await runSampleTests(system, SAMPLE.defaultBranch)}`);

  heading('POST /jobs {"mode":"quickfix"}');
  const jobId = await client.start({
    mode: 'quickfix',
    repository,
    issueNumber: issue.number,
    requestedBy: SAMPLE.maintainer.login,
  });
  const job = await followJob(client, jobId);
  if (job.status !== 'succeeded' || !job.result?.pullRequestNumber || !job.result.branch) {
    line(`The job ended as ${job.status}: ${job.failure?.message ?? job.result?.outcome ?? ''}`);
    return { went: !isScripted && job.result?.outcome === 'no_changes' };
  }

  const number = job.result.pullRequestNumber;
  const pullRequest = sandbox.pullRequest(repository, number);
  heading(`The pull request: #${number} ${pullRequest.title}`);
  line(`${job.result.pullRequestUrl}   ${pullRequest.head.branch} → ${pullRequest.base.branch}`);
  indented(pullRequest.body ?? '');
  heading('Its diff');
  indented(await sandbox.diff(repository, number));
  const tests = await runSampleTests(system, job.result.branch);
  line(`The tests on its branch: ${tests}`);

  heading(`The comment on issue #${issue.number}`);
  indented(sandbox.comments(repository, issue.number).at(-1)?.body ?? '');
  return { went: tests.startsWith('passed') || !isScripted, pullRequestNumber: number };
}
