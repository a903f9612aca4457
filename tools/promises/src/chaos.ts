import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@ai-coding-agent/broker';
import type { AppProcess } from '@ai-coding-agent/local-system';
import type { TrialSystem } from './trial-system.js';

export interface ChaosOptions {
  readonly broker: Broker;
  readonly system: TrialSystem;
  readonly random: () => number;
  readonly workers: number;
}

/** Keeps some workers up and kills them, and the broker as well, as chance has it, until it is stopped. */
export function startChaos({ broker, system, random, workers }: ChaosOptions) {
  const alive = new Set<AppProcess>();
  const counts = { workerKills: 0, brokerKills: 0 };
  let rages = true;
  let isOver = false;

  const keepUp = async (): Promise<void> => {
    while (!isOver) {
      const worker = await system.startWorker({ JOB_CONCURRENCY: '8', LOG_LEVEL: 'error' });
      alive.add(worker);
      await worker.exited;
      alive.delete(worker);
    }
  };
  const killWorkers = async (): Promise<void> => {
    while (rages) {
      await sleep(1_500 + random() * 2_000);
      const victim = [...alive][Math.floor(random() * alive.size)];
      if (!victim || !rages) continue;
      counts.workerKills += 1;
      await victim.kill();
    }
  };
  const killBroker = async (): Promise<void> => {
    await sleep(8_000);
    while (rages) {
      counts.brokerKills += 1;
      await broker.kill();
      await broker.start();
      await sleep(15_000 + random() * 10_000);
    }
  };
  const keeping = Array.from({ length: workers }, keepUp);
  const raging = [killWorkers(), killBroker()];
  return {
    counts,
    /** No more kills; the workers go on. */
    async calm(): Promise<void> {
      rages = false;
      await Promise.all(raging);
    },
    /** Ends the workers in order. */
    async end(): Promise<void> {
      isOver = true;
      await Promise.all([...alive].map((worker) => worker.stop()));
      await Promise.all(keeping);
    },
  };
}
