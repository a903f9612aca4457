import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JOB_MODES, routingKey, topology, type Job, type JobEvent, type QuickfixJob } from '@ai-coding-agent/contracts';
import { startApp, type AppProcess } from '@ai-coding-agent/local-system';
import { ConfirmingPublisher, ControlPublisher, declareTopology } from '@ai-coding-agent/messaging';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import { openBrokerView } from './broker-view.js';
import type { Trial } from './trial-worker/trial.js';

const PROGRAM = fileURLToPath(new URL('../dist/trial-worker/main.js', import.meta.url));

export interface TrialSystemOptions {
  readonly rabbitmqUrl: string;
  readonly retryDelaysSeconds?: readonly number[];
}

/** Trial workers as processes on a broker, and everything that can be seen of their work. */
export async function createTrialSystem({ rabbitmqUrl, retryDelaysSeconds = [1, 2] }: TrialSystemOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'trial-'));
  await mkdir(join(directory, 'effects'));
  const view = await openBrokerView(rabbitmqUrl);
  const { connection, events, eventsOf } = view;
  const channel = await view.openChannel();
  await declareTopology(channel, topology(retryDelaysSeconds));
  await channel.close();
  const publisher = new ConfirmingPublisher(connection);
  await waitUntil('the publisher is ready', () => publisher.isReady);
  view.readEvents();
  const workers: AppProcess[] = [];
  const lines = async (name: string) =>
    (await readFile(join(directory, name), 'utf8').catch(() => '')).split('\n').filter(Boolean);

  async function startWorker(env: Readonly<Record<string, string>> = {}, launcher: readonly string[] = []) {
    const worker = await startApp({
      app: 'trial-worker',
      program: PROGRAM,
      launcher,
      env: {
        RABBITMQ_URL: rabbitmqUrl,
        RETRY_DELAYS_SECONDS: retryDelaysSeconds.join(','),
        JOB_MAX_ATTEMPTS: '3',
        GITHUB_TOKEN: 'none-needed',
        LLM_MODEL: 'none',
        TRIAL_DIRECTORY: directory,
        ...env,
      },
    });
    workers.push(worker);
    return worker;
  }

  return {
    connection,
    events,
    eventsOf,
    orders: new ControlPublisher(publisher),
    startWorker,
    /** Publishes a job that does what `trial` says, until the broker has it. */
    async put(trial: Trial, wishes: Partial<QuickfixJob> = {}): Promise<Job> {
      const job = quickfixJob({ ...wishes, instructions: JSON.stringify(trial) });
      await this.putRaw(JSON.stringify(job), job.jobId);
      return job;
    },
    async putRaw(body: string, messageId: string, type: string = JOB_MODES.quickfix.type): Promise<void> {
      const routing = routingKey({ mode: 'quickfix', repository: 'acme/shop' });
      const message = {
        exchange: 'jobs',
        routingKey: routing,
        body: Buffer.from(body),
        properties: { messageId, type },
      };
      await publisher.publish(message).catch(() => this.putRaw(body, messageId, type));
    },
    untilEvent: ({ jobId }: Pick<Job, 'jobId'>, kind: JobEvent['kind'], patienceMs?: number) =>
      waitUntil(`job ${jobId} is ${kind}`, () => eventsOf(jobId).find((event) => event.kind === kind), patienceMs),
    sourceOf: view.sourceOf,
    openChannel: view.openChannel,
    untilEmpty: view.untilEmpty,
    drain: view.drain,
    /** Jobs whose handler was started, once for each start. */
    starts: () => lines('starts.log'),
    /** Jobs that took effect. */
    effects: () => readdir(join(directory, 'effects')),
    /** Jobs that took effect a second time: two workers had them at once. */
    overlaps: () => lines('overlaps.log'),
    async close(): Promise<void> {
      await Promise.all(workers.map((worker) => worker.kill()));
      await publisher.close();
      await view.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type TrialSystem = Awaited<ReturnType<typeof createTrialSystem>>;
