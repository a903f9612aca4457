import { startBroker } from '@ai-coding-agent/broker';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { chooseModel } from './choose-model.js';
import { heading, indented, line } from './print.js';
import { runSampleTests } from './run-sample-tests.js';
import { followJob } from './follow-job.js';

export interface DemoOptions {
  /** Leave everything running at the end, until Ctrl-C. */
  readonly keep: boolean;
  readonly env: NodeJS.ProcessEnv;
}

/** The main job, for real, on this machine. Answers whether it went well. */
export async function runDemo({ keep, env }: DemoOptions): Promise<boolean> {
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  const model = chooseModel(env);
  heading('Starting a broker, a GitHub of our own, and the apps');
  line(model.description);
  const broker = env['RABBITMQ_URL'] ? undefined : await startBroker();
  let system: LocalSystem | undefined;
  try {
    const rabbitmqUrl = env['RABBITMQ_URL'] ?? broker?.url ?? '';
    system = await startLocalSystem({ rabbitmqUrl, env: model.env, ...(model.script && { script: model.script }) });
    const done = showQuickfix(system, model.isScripted);
    const succeeded = await Promise.race([done, interrupted.then(() => false)]);
    if (keep) await keepRunning(system, interrupted);
    await checkNothingIsLeft(system);
    return succeeded;
  } finally {
    await system?.close();
    await broker?.remove();
  }
}

async function showQuickfix(system: LocalSystem, isScripted: boolean): Promise<boolean> {
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
    return !isScripted && job.result?.outcome === 'no_changes';
  }

  const number = job.result.pullRequestNumber;
  const pullRequest = sandbox.pullRequest(repository, number);
  heading(`The pull request: #${number} ${pullRequest.title}`);
  line(`${job.result.pullRequestUrl}   ${pullRequest.head.branch} → ${pullRequest.base.branch}`);
  indented(pullRequest.body ?? '');
  heading('Its diff');
  indented(await fetchDiff(system, number));
  const tests = await runSampleTests(system, job.result.branch);
  line(`The tests on its branch: ${tests}`);

  heading(`The comment on issue #${issue.number}`);
  indented(sandbox.comments(repository, issue.number).at(-1)?.body ?? '');
  return tests.startsWith('passed') || !isScripted;
}

async function fetchDiff({ sandbox }: LocalSystem, number: number): Promise<string> {
  const answer = await fetch(`${sandbox.apiUrl}/repos/${SAMPLE.repository}/pulls/${number}`, {
    headers: { accept: 'application/vnd.github.diff', authorization: `Bearer ${SAMPLE.agent.token}` },
  });
  return answer.text();
}

async function keepRunning({ sandbox, client, apps }: LocalSystem, interrupted: Promise<void>): Promise<void> {
  heading('Everything keeps running. Ctrl-C ends it.');
  line(`GitHub sandbox   ${sandbox.serverUrl}/${SAMPLE.repository}`);
  line(`ingest-api       ${apps['ingest-api']?.url}/docs`);
  line(`quickfix-worker  ${apps['quickfix-worker']?.url}/metrics`);
  line(`an API token     ${client.token}`);
  await interrupted;
}

async function checkNothingIsLeft(system: LocalSystem): Promise<void> {
  const leftovers = await system.leftovers();
  if (leftovers.length > 0) throw new Error(`workspaces were left behind: ${leftovers.join(', ')}`);
  heading('Done. No workspace is left behind, and nothing keeps running.');
}
