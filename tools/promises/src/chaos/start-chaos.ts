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
  /** How much of its work is done, from 0 to 1: the kills are spread over all of it. */
  progress(): number;
  start(): Promise<AppProcess>;
}

export interface ChaosOptions {
  readonly broker: Broker;
  readonly random: () => number;
  readonly troops: readonly Troop[];
  readonly brokerKills: number;
}

/** How often the progress is asked for, in milliseconds. */
const POLL_MS = 200;

/** One kill, and how long it is waited for: at least so long, and at random up to so much longer, in milliseconds. */
interface Turn {
  readonly pauseMs: number;
  readonly spreadMs: number;
  /** Answers whether there was something to kill. */
  readonly kill: () => Promise<boolean>;
}

/** Keeps processes up and kills them, and the broker as well, as chance has it. */
export function startChaos({ broker, random, troops, brokerKills }: ChaosOptions) {
  const alive = new Map<Troop, Set<AppProcess>>(troops.map((troop) => [troop, new Set()]));
  const kills: Record<string, number> = {};
  let isCalm = false;
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
  /** Kills something again and again, at random, in step with the progress. */
  const rage = async (victim: { name: string; kills: number; progress: () => number }, turn: Turn): Promise<void> => {
    let done = 0;
    kills[victim.name] = 0;
    while (done < victim.kills) {
      while (victim.progress() < done / victim.kills) {
        if (isCalm) return;
        await sleep(POLL_MS);
      }
      await sleep(turn.pauseMs + random() * turn.spreadMs);
      if (await turn.kill()) kills[victim.name] = ++done;
    }
  };
  const oneOf = (troop: Troop) => async (): Promise<boolean> => {
    const victims = [...(alive.get(troop) ?? [])];
    const victim = victims[Math.floor(random() * victims.length)];
    await victim?.kill();
    return victim !== undefined;
  };
  const theBroker = async (): Promise<boolean> => {
    await broker.kill();
    await broker.start();
    return true;
  };
  const all = () => troops.reduce((sum, troop) => sum + troop.progress(), 0) / troops.length;
  const keeping = troops.flatMap((troop) => Array.from({ length: troop.size }, () => keepUp(troop)));
  const raging = [
    ...troops.map((troop) => rage(troop, { pauseMs: 1_000, spreadMs: 2_000, kill: oneOf(troop) })),
    rage({ name: 'broker', kills: brokerKills, progress: all }, { pauseMs: 8_000, spreadMs: 12_000, kill: theBroker }),
  ];
  return {
    kills,
    /** Those of a troop that run at this moment. */
    running: (troop: Troop): readonly AppProcess[] => [...(alive.get(troop) ?? [])],
    /** Resolves after the last kill for which there was progress; the processes go on. */
    async calm(): Promise<void> {
      isCalm = true;
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
