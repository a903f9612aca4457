import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@ai-coding-agent/broker';
import type { AppProcess } from '@ai-coding-agent/local-system';
import type { TrialSystem } from './trial-system.js';

export interface ChaosOptions {
  readonly broker: Broker;
  readonly system: TrialSystem;
  readonly random: () => number;
  readonly workers: number;
  /** How many kills there are in all. */
  readonly kills: { readonly workers: number; readonly broker: number };
}

/** Keeps some workers up and kills them, and the broker as well, as chance has it. */
export function startChaos({ broker, system, random, workers, kills }: ChaosOptions) {
  const alive = new Set<AppProcess>();
  const counts = { workerKills: 0, brokerKills: 0 };
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
    while (counts.workerKills < kills.workers) {
      await sleep(1_000 + random() * 2_000);
      const victim = [...alive][Math.floor(random() * alive.size)];
      if (!victim) continue;
      counts.workerKills += 1;
      await victim.kill();
    }
  };
  const killBroker = async (): Promise<void> => {
    while (counts.brokerKills < kills.broker) {
      await sleep(8_000 + random() * 12_000);
      counts.brokerKills += 1;
      await broker.kill();
      await broker.start();
    }
  };
  const keeping = Array.from({ length: workers }, keepUp);
  const raging = [killWorkers(), killBroker()];
  return {
    counts,
    /** Resolves after the last kill; the workers go on. */
    async calm(): Promise<void> {
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
