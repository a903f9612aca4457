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

/** How the reviewer's wish becomes a job, and the id of that job. */
async function askForRefine({ client }: LocalSystem, pullRequestNumber: number): Promise<string> {
  const { repository, refineInstructions: instructions, maintainer } = SAMPLE;
  heading('POST /jobs {"mode":"refine"}');
  indented(instructions);
  return client.start({ mode: 'refine', repository, pullRequestNumber, instructions, requestedBy: maintainer.login });
}
