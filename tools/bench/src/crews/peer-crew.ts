import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { ConsumerWatch } from '../measure/until-consuming.js';
import type { Crew, Worker } from './crew.js';

const PROGRAM = fileURLToPath(new URL('../../peers/worker_peer.py', import.meta.url));
const QUEUE = 'peer.jobs';

/** Workers with FastStream. */
export async function peerCrew(rabbitmqUrl: string, python: string): Promise<Crew> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-peer-'));
  const file = join(directory, 'effects');
  const connection = await connect(rabbitmqUrl);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  const watch = await ConsumerWatch.open(rabbitmqUrl, QUEUE);
  const workers = new Set<Worker>();
  return {
    async hire() {
      const child = spawn(python, [PROGRAM], {
        env: { RABBITMQ_URL: rabbitmqUrl, EFFECTS: file, ALONE: '1' },
        stdio: 'ignore',
      });
      const worker = {
        pid: child.pid ?? 0,
        kill: async () => {
          if (!workers.delete(worker)) return;
          const exited = once(child, 'exit');
          child.kill('SIGKILL');
          await exited;
        },
      };
      workers.add(worker);
      await watch.untilAtLeast(workers.size);
      return worker;
    },
    async put(count, milliseconds, repository = 'acme/shop') {
      const ids: string[] = [];
      for (let n = 0; n < count; n += 1) {
        const job = { jobId: randomUUID(), repository, issueNumber: n + 1, milliseconds };
        const options = { persistent: true, contentType: 'application/json' };
        channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(job)), options);
        await channel.waitForConfirms();
        ids.push(job.jobId);
      }
      return ids;
    },
    effects: async () => (await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean),
    async close() {
      await Promise.all([...workers].map((worker) => worker.kill()));
      await watch.close();
      await connection.close();
      await rm(directory, { recursive: true });
    },
  };
}
