import { setTimeout as sleep } from 'node:timers/promises';
import { JobFailure } from '@ai-coding-agent/failures';
import { Logger } from '@nestjs/common';
import Bottleneck from 'bottleneck';
import { Problem } from '../problems/problem.js';

const AT_A_TIME = 16;
const MAX_WAITING = 2_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
const DRAIN_MS = 5_000;

/** Work that is tried again until GitHub and the broker let it happen, as long as this process lives. */
export class PatientOrders {
  readonly #logger = new Logger('PatientOrders');
  readonly #queue = new Bottleneck({
    maxConcurrent: AT_A_TIME,
    highWater: MAX_WAITING,
    strategy: Bottleneck.strategy.OVERFLOW,
  });
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  run(what: string, work: () => Promise<void>): void {
    const done = this.#queue
      .schedule(() => this.#untilDone(work))
      .catch((error: unknown) => this.#logger.warn(`${what}: ${error instanceof Error ? error.message : 'failed'}`))
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Waits a few seconds for what is under way; what is not done then is given up. */
  async drain(): Promise<void> {
    const patience = new AbortController();
    const late = sleep(DRAIN_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([Promise.all(this.#underWay), late]);
    patience.abort();
    this.#stop.abort();
  }

  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (error) {
        if (!mayPass(error)) throw error;
        await sleep(pause, undefined, { signal: this.#stop.signal });
      }
    }
  }
}

function mayPass(error: unknown): boolean {
  if (error instanceof Problem) return error.status === 503;
  return error instanceof JobFailure && error.kind === 'transient';
}
