import { setTimeout as sleep } from 'node:timers/promises';
import type { Broker } from '@ai-coding-agent/broker';
import type { AppProcess } from '@ai-coding-agent/local-system';

/** Processes of one app. */
export interface Troop {
  readonly name: string;
  /** How many of them run at a time. */
  readonly size: number;
  /** How many of them are killed in all. */
  readonly kills: number;
  start(): Promise<AppProcess>;
}

export interface ChaosOptions {
  readonly broker: Broker;
  readonly random: () => number;
  readonly troops: readonly Troop[];
  readonly brokerKills: number;
}

/** Keeps processes up and kills them, and the broker as well, as chance has it. */
export function startChaos({ broker, random, troops, brokerKills }: ChaosOptions) {
  const alive = new Map<Troop, Set<AppProcess>>(troops.map((troop) => [troop, new Set()]));
  const kills: Record<string, number> = { broker: 0 };
  let isOver = false;

  const keepUp = async (troop: Troop): Promise<void> => {
    while (!isOver) {
      const process = await troop.start();
      alive.get(troop)?.add(process);
      if (isOver) await process.stop();
      await process.exited;
      alive.get(troop)?.delete(process);
    }
  };
  const killSome = async (troop: Troop): Promise<void> => {
    let done = 0;
    kills[troop.name] = 0;
    while (done < troop.kills) {
      await sleep(1_000 + random() * 2_000);
      const victims = [...(alive.get(troop) ?? [])];
      const victim = victims[Math.floor(random() * victims.length)];
      if (!victim) continue;
      kills[troop.name] = ++done;
      await victim.kill();
    }
  };
  const killBroker = async (): Promise<void> => {
    while ((kills['broker'] ?? 0) < brokerKills) {
      await sleep(8_000 + random() * 12_000);
      kills['broker'] = (kills['broker'] ?? 0) + 1;
      await broker.kill();
      await broker.start();
    }
  };
  const keeping = troops.flatMap((troop) => Array.from({ length: troop.size }, () => keepUp(troop)));
  const raging = [...troops.map(killSome), killBroker()];
  return {
    kills,
    /** Those of a troop that run at this moment. */
    running: (troop: Troop): readonly AppProcess[] => [...(alive.get(troop) ?? [])],
    /** Resolves after the last kill; the processes go on. */
    async calm(): Promise<void> {
      await Promise.all(raging);
    },
    /** Ends the processes in order. */
    async end(): Promise<void> {
      isOver = true;
      await Promise.all([...alive.values()].flatMap((processes) => [...processes].map((each) => each.stop())));
      await Promise.all(keeping);
    },
  };
}
