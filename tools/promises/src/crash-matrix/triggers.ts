import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import type { AppName, LocalSystem } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';

/** One way to start a job, and where it leaves its traces. */
export interface Trigger {
  readonly name: string;
  readonly app: AppName;
  readonly branch: string;
  readonly outcome: string;
  /** Makes a repository in which the job can be started. */
  prepare(system: LocalSystem, repository: string): Promise<void>;
  /** Starts it and answers its id. */
  start(system: LocalSystem, repository: string): Promise<string>;
  /** Issue or pull request with its comment; known once the repository is prepared. */
  readonly thread: number;
}

const { agent, maintainer } = SAMPLE;
const SOURCE = 'def hello():\n    return "hi"\n';
const LABEL = 'ai-fix';

async function makeRepository({ sandbox }: LocalSystem, repository: string): Promise<void> {
  await sandbox.createRepository(repository, { files: { 'app.py': SOURCE } });
  sandbox.setPermission(repository, agent.login, 'write');
  sandbox.setPermission(repository, maintainer.login, 'maintain');
}

async function makeIssue(system: LocalSystem, repository: string): Promise<void> {
  await makeRepository(system, repository);
  system.sandbox.openIssue(repository, { title: 'The greeting is wrong' });
}

/** The id with which ingest-api has answered the webhook. */
async function jobOfWebhook({ sandbox, client }: LocalSystem, repository: string): Promise<string> {
  await sandbox.webhooksSettled();
  return waitUntil(`there is a job for ${repository}`, async () => {
    const answer = await client.request('GET', `/jobs?repository=${encodeURIComponent(repository)}`);
    return ((await answer.json()) as { jobs: { jobId: string }[] }).jobs[0]?.jobId;
  });
}

const QUICKFIX = {
  app: 'quickfix-worker',
  branch: 'ai-agent/quickfix-issue-1',
  outcome: 'pull_request_opened',
  thread: 1,
  prepare: makeIssue,
} as const;

export const TRIGGERS: readonly Trigger[] = [
  {
    ...QUICKFIX,
    name: '`POST /jobs`',
    start: ({ client }, repository) => client.start({ mode: 'quickfix', repository, issueNumber: 1 }),
  },
  {
    ...QUICKFIX,
    name: 'label',
    start: (system, repository) => {
      system.connectWebhook(repository);
      system.sandbox.addLabel(repository, 1, LABEL, maintainer.login);
      return jobOfWebhook(system, repository);
    },
  },
  {
    name: '`/refine`',
    app: 'refine-worker',
    branch: 'feature',
    outcome: 'pull_request_updated',
    thread: 1,
    prepare: async (system, repository) => {
      await makeRepository(system, repository);
      await system.sandbox.commitFiles(repository, 'feature', { 'app.py': `${SOURCE}# more\n` });
      await system.sandbox.openPullRequest(repository, { title: 'Greet', head: 'feature' });
    },
    start: (system, repository) => {
      system.connectWebhook(repository);
      system.sandbox.comment(repository, 1, { author: maintainer.login, body: '/refine say bye' });
      return jobOfWebhook(system, repository);
    },
  },
];
