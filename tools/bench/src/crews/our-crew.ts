import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { topology } from '@ai-coding-agent/contracts';
import { startApp, type AppProcess } from '@ai-coding-agent/local-system';
import {
  BrokerConnection,
  ConfirmingPublisher,
  declareTopology,
  JobEvents,
  JobPublisher,
  queuedJob,
} from '@ai-coding-agent/messaging';
import { quickfixJob, waitUntil } from '@ai-coding-agent/testing';
import type { Crew } from './crew.js';

/** The worker of the promises: consumer, locks, events and retries are ours, the work costs nothing. */
const PROGRAM = fileURLToPath(new URL('../../../promises/dist/trial-worker/main.js', import.meta.url));
const RETRY_DELAYS = [1, 2];

/** Workers of ours. */
export async function ourCrew(rabbitmqUrl: string): Promise<Crew> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-ours-'));
  await mkdir(join(directory, 'effects'));
  const connection = new BrokerConnection({ url: rabbitmqUrl, name: 'bench' });
  await connection.open();
  const channel = await (await waitUntil('the broker is connected', () => connection.current)).createChannel();
  await declareTopology(channel, topology(RETRY_DELAYS));
  const publisher = new ConfirmingPublisher(connection);
  const jobs = new JobPublisher(publisher, new JobEvents(publisher, '/bench'), 'bench');
  const workers: AppProcess[] = [];
  let issueNumber = 0;
  const env = {
    RABBITMQ_URL: rabbitmqUrl,
    RETRY_DELAYS_SECONDS: RETRY_DELAYS.join(','),
    GITHUB_TOKEN: 'none-needed',
    LLM_MODEL: 'none',
    LOG_LEVEL: 'error',
    TRIAL_DIRECTORY: directory,
  };
  return {
    async hire() {
      const worker = await startApp({ app: 'trial-worker', program: PROGRAM, env });
      workers.push(worker);
      await worker.untilReady();
      return worker;
    },
    async put(count, milliseconds, repository = 'acme/shop') {
      const ids: string[] = [];
      const trial = JSON.stringify({ ms: milliseconds / 2, afterMs: milliseconds / 2, end: 'well' });
      for (let n = 0; n < count; n += 1) {
        const job = quickfixJob({ repository, issueNumber: (issueNumber += 1), instructions: trial });
        await jobs.publish(job, queuedJob(job));
        ids.push(job.jobId);
      }
      return ids;
    },
    async effects() {
      const again = await readFile(join(directory, 'overlaps.log'), 'utf8').catch(() => '');
      return [...(await readdir(join(directory, 'effects'))), ...again.split('\n').filter(Boolean)];
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await publisher.close();
      await connection.close();
      await rm(directory, { recursive: true });
    },
  };
}
