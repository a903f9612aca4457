import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@ai-coding-agent/broker';
import { QUEUES, retryQueueName } from '@ai-coding-agent/contracts';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { API_TOKEN, startApp, startLocalSystem, type AppProcess } from '@ai-coding-agent/local-system';
import { openBrokerView } from '../broker-view.js';
import { startSimulatedAgent } from './simulated-agent.js';
import type { ChaosJob } from './chaos-jobs.js';

const RETRY_DELAYS = [1, 2];
const ATTEMPTS = 3;
/** Longer than ingest-api may take for a 503. */
const ANSWER_PATIENCE_MS = 10_000;

/** The real apps, a GitHub with real git, and an agent that takes no time of the processor. */
export async function createChaosSystem(broker: Broker, jobs: readonly ChaosJob[]) {
  const local = await startLocalSystem({ rabbitmqUrl: broker.url, apps: [], githubRateLimit: Infinity });
  const socket = join(local.workspace, '..', `agent-${process.pid}-${randomInt(1e9)}.sock`);
  const byTitle = new Map(jobs.map((job) => [job.title, job]));
  const refused = new Set<string>();
  const agent = await startSimulatedAgent(socket, (prompt) => {
    const job = byTitle.get(/\bJob \d+\b/.exec(prompt)?.[0] ?? '');
    if (!job) throw new Error('nobody asked for this');
    const { end, ms, title } = job;
    if (end === 'poison') return { end: 'unauthorized', ms };
    if (end === 'hopeless' || (end === 'flaky' && !refused.has(title))) {
      refused.add(title);
      return { end: 'unavailable', ms };
    }
    return { end: 'edited', ms };
  });
  for (const repository of new Set(jobs.map((job) => job.repository))) {
    await local.sandbox.createRepository(repository);
    local.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
  }
  for (const { repository, title, issueNumber } of jobs) {
    if (local.sandbox.openIssue(repository, { title }) !== issueNumber) throw new Error('issues are numbered from 1');
  }
  const view = await openBrokerView(broker.url);
  const processes: AppProcess[] = [];
  const env = {
    ...local.env,
    LOG_LEVEL: 'error',
    LLM_MODEL: 'openai/simulated',
    OPENAI_API_KEY: 'none-needed',
    AGENT_SANDBOX: `socket:${socket}`,
    JOB_CONCURRENCY: '8',
    JOB_MAX_ATTEMPTS: String(ATTEMPTS),
    RETRY_DELAYS_SECONDS: RETRY_DELAYS.join(','),
  };
  /** What ingest-api has answered, and how often. */
  const answers: Record<string, number> = {};
  const count = (answer: string) => (answers[answer] = (answers[answer] ?? 0) + 1);

  return {
    sandbox: local.sandbox,
    view,
    answers,
    /** Where a job can be before it has ended. */
    queues: ['quickfix.jobs', QUEUES.busy, ...RETRY_DELAYS.map(retryQueueName)],
    leftovers: () => local.leftovers(),
    async start(app: 'ingest-api' | 'quickfix-worker'): Promise<AppProcess> {
      const process = await startApp({ app, env });
      processes.push(process);
      return process;
    },
    /** `POST /jobs` with a key, as a client does that wants its job once: again and again until it is accepted. */
    async submit({ repository, issueNumber, title }: ChaosJob, apis: () => readonly AppProcess[]): Promise<string> {
      const body = JSON.stringify({ mode: 'quickfix', repository, issueNumber });
      const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
      for (let turn = 0; ; turn += 1) {
        const running = apis();
        const url = `${running[turn % Math.max(running.length, 1)]?.url}/jobs`;
        const signal = AbortSignal.timeout(ANSWER_PATIENCE_MS);
        try {
          const answer = await fetch(url, {
            ...{ method: 'POST', body, signal },
            headers: { ...headers, 'idempotency-key': title },
          });
          const { jobId } = (await answer.json()) as { jobId: string };
          count(String(answer.status));
          if (answer.status === 202) return jobId;
        } catch {
          count('none'); // it was killed, or there is none at the moment
        }
        await sleep(50);
      }
    },
    async close(): Promise<void> {
      await Promise.all(processes.map((process) => process.kill()));
      await view.close();
      await agent.close();
      await local.close();
    },
  };
}

export type ChaosSystem = Awaited<ReturnType<typeof createChaosSystem>>;
