import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import type { LocalSystem } from '@ai-coding-agent/local-system';
import { followJob } from './follow-job.js';
import { heading, indented, line } from './print.js';
import { runSampleTests } from './run-sample-tests.js';

/** What the reviewer asks for, the job, and what it did. Answers whether it went well. */
export async function showRefine(system: LocalSystem, number: number, isScripted: boolean): Promise<boolean> {
  const { sandbox, client } = system;
  const { repository } = SAMPLE;
  const job = await followJob(client, await askForRefine(system, number));
  if (job.status !== 'succeeded' || !job.result?.branch) {
    line(`The job ended as ${job.status}: ${job.failure?.message ?? job.result?.outcome ?? ''}`);
    return !isScripted && job.result?.outcome === 'no_changes';
  }

  heading('What was pushed to it');
  const [commit] = await sandbox.log(repository, job.result.branch);
  indented(commit?.message ?? '');
  heading('Its diff now');
  indented(await sandbox.diff(repository, number));
  const tests = await runSampleTests(system, job.result.branch);
  line(`The tests on its branch: ${tests}`);
  heading(`The comment on pull request #${number}`);
  indented(sandbox.comments(repository, number).at(-1)?.body ?? '');
  line(`${job.result.pullRequestUrl}`);
  return tests.startsWith('passed') || !isScripted;
}

/** The reviewer writes a comment, the sandbox tells ingest-api by a signed webhook; answers the id of the job. */
async function askForRefine({ sandbox }: LocalSystem, pullRequestNumber: number): Promise<string> {
  const { repository, refineInstructions, maintainer } = SAMPLE;
  const body = `/refine ${refineInstructions}`;
  heading(`${maintainer.login} comments on pull request #${pullRequestNumber}`);
  indented(body);
  const comment = sandbox.comment(repository, pullRequestNumber, { author: maintainer.login, body });
  await sandbox.webhooksSettled();
  const told = sandbox.deliveries().find(({ payload }) => isAbout(payload, comment));
  line(`The webhook was answered: ${told?.statusCode} ${told?.answer}`);
  const { jobId } = JSON.parse(told?.answer ?? '{}') as { jobId?: string };
  if (jobId === undefined) throw new Error('the comment started no job');
  return jobId;
}

function isAbout(payload: object, comment: number): boolean {
  return 'comment' in payload && (payload.comment as { id?: number }).id === comment;
}
