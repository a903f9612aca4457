import { Logger } from '@nestjs/common';
import Bottleneck from 'bottleneck';

const AT_A_TIME = 8;
/** Beyond it the newest are dropped: GitHub is down, and nobody waits for a 👀 of an hour ago. */
const MAX_WAITING = 2_000;

/** What may happen once the answer is out: nobody waits for it, and nothing depends on it. */
export class AfterAnswer {
  readonly #logger = new Logger('AfterAnswer');
  readonly #queue = new Bottleneck({
    maxConcurrent: AT_A_TIME,
    highWater: MAX_WAITING,
    strategy: Bottleneck.strategy.OVERFLOW,
  });

  run(what: string, work: () => Promise<void>): void {
    setImmediate(() => {
      this.#queue
        .schedule(work)
        .catch((error: unknown) => this.#logger.warn(`${what}: ${error instanceof Error ? error.message : 'failed'}`));
    });
  }
}
