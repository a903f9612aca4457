import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startApp, startLocalSystem } from '@ai-coding-agent/local-system';
import { connect } from 'amqplib';
import type { BenchContext } from '../bench-context.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import { ConsumerWatch } from '../measure/until-consuming.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'Python worker (FastStream, PyGithub)';
const BARE_PEER = 'FastStream alone';
const WORKER_PEER = fileURLToPath(new URL('../../peers/worker_peer.py', import.meta.url));

/** From exec until the broker sees a consumer. */
export async function startUp(context: BenchContext): Promise<SectionResult[]> {
  const { rabbitmqUrl, peerPython } = context;
  // Declares the topology, and gives the settings.
  const system = await startLocalSystem({ rabbitmqUrl, script: ['unused'], apps: ['ingest-api'] });
  await declarePeerQueue(rabbitmqUrl);
  const ours: BenchCase = {
    name: 'quickfix-worker',
    run: async () => {
      const consumers = await ConsumerWatch.open(rabbitmqUrl, 'quickfix.jobs');
      const startedAt = performance.now();
      const app = await startApp({
        app: 'quickfix-worker',
        env: { ...system.env, AIDER_PYTHON: context.aiderPython, BROKER_TOPOLOGY: 'check' },
      });
      await consumers.until(1);
      const value = performance.now() - startedAt;
      const { peakMib } = new ProcessTreeWatch([app.pid]).end();
      await app.kill();
      await consumers.until(0);
      await consumers.close();
      return { value, peakMib };
    },
  };
  const peer = (name: string, settings: Record<string, string> = {}): BenchCase => ({
    name,
    run: async () => {
      const consumers = await ConsumerWatch.open(rabbitmqUrl, 'peer.jobs');
      const startedAt = performance.now();
      const child = spawn(peerPython, [WORKER_PEER], {
        env: { RABBITMQ_URL: rabbitmqUrl, ...settings },
        stdio: 'ignore',
      });
      await consumers.until(1);
      const value = performance.now() - startedAt;
      const { peakMib } = new ProcessTreeWatch(child.pid ? [child.pid] : []).end();
      child.kill('SIGKILL');
      await once(child, 'exit');
      await consumers.until(0);
      await consumers.close();
      return { value, peakMib };
    },
  });
  const cases = [ours, peer(PEER), peer(BARE_PEER, { ALONE: '1' })];
  const measure = async (title: string, cases: readonly BenchCase[]): Promise<SectionResult> => ({
    section: 'start-up',
    title,
    unit: 'ms',
    peer: PEER,
    cases: await interleave(cases, { rounds: context.rounds * 2, onRun: context.log }),
    notes: ['Memory of ours includes the prepared Aider processes that have started until then.'],
  });
  const title = 'Start-up of a worker, from exec to consuming';
  try {
    const warm = await measure(title, cases);
    if (process.getuid?.() !== 0) return [warm];
    return [warm, await measure(`${title}, nothing in the page cache`, cases.map(withColdCache))];
  } finally {
    await system.close();
  }
}

/** As on a new node. Only root may empty the page cache. */
function withColdCache({ name, run }: BenchCase): BenchCase {
  return {
    name,
    run: async () => {
      await promisify(execFile)('sync');
      await writeFile('/proc/sys/vm/drop_caches', '3');
      return run();
    },
  };
}

async function declarePeerQueue(url: string): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue('peer.jobs', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await connection.close();
}
