import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChannelModel } from 'amqplib';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { LockQueues } from './lock-queues.js';

/** A lock that is held. */
export interface Lock {
  /**
   * The connection on which the broker has granted it. Undefined while that one is lost, until the lock is granted
   * again on the next: whoever is faster has it for that time.
   */
  readonly grantedOn: ChannelModel | undefined;
  /** Aborted when the lock is somebody else's for good. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** How often a lock is asked for again after its connection came back, while the broker still knows the old one. */
const RECLAIM_ATTEMPTS = 10;
const RECLAIM_DELAY_MS = 1_000;

/** How long after an outage the holders of locks have the precedence: more than the longest delay of a reconnect. */
const PRECEDENCE_MS = 4_000;

/**
 * Locks without a store: an exclusive queue on this process's connection. Whoever declares it second is refused, and it
 * is gone the moment its holder is. After a lost connection the lock is taken again; if somebody was faster, it is lost.
 */
export class JobLocks {
  readonly #connection: BrokerConnection;
  readonly #queues = new LockQueues();
  /** The broker refuses other connections only. */
  readonly #held = new Set<string>();

  constructor(connection: BrokerConnection) {
    this.#connection = connection;
  }

  /**
   * Resolves once the holders of locks have had the time to take them again after an outage of the broker: it forgets
   * all locks and delivers all jobs anew, and whoever connects first would start what another one still works on. A
   * process that has just started can't know whether there was one.
   * @throws AbortError when `signal` aborts before
   */
  async untilReclaimed(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const wait = (this.#connection.upSince ?? now) + PRECEDENCE_MS - now;
    if (wait > 0) await sleep(wait, undefined, { signal });
  }

  /** The lock of one job, or undefined when another process works on it. */
  forJob(jobId: string): Promise<Lock | undefined> {
    return this.#take(`lock.job.${jobId}`);
  }

  /** The lock of one branch of one repository, or undefined when another job works on it. */
  forBranch(repository: string, branch: string): Promise<Lock | undefined> {
    // GitHub's repository names know no case.
    const hash = createHash('sha256').update(`${repository.toLowerCase()}\n${branch}`).digest('hex').slice(0, 32);
    return this.#take(`lock.branch.${hash}`);
  }

  async #take(name: string): Promise<Lock | undefined> {
    const connection = this.#connection.current;
    if (!connection || this.#held.has(name)) return undefined;
    this.#held.add(name);
    // The lock of a connection that was lost meanwhile is nobody's.
    if (!(await this.#queues.declare(connection, name)) || this.#connection.current !== connection) {
      this.#held.delete(name);
      return undefined;
    }
    const lost = new AbortController();
    let held = true;
    let grantedOn = connection;
    const reclaim = async (fresh: ChannelModel): Promise<void> => {
      if (await this.#reclaim(fresh, name, () => held, lost)) grantedOn = fresh;
    };
    const onUp = (fresh: ChannelModel) => void reclaim(fresh);
    this.#connection.on('up', onUp);
    const current = () => this.#connection.current;
    return {
      lost: lost.signal,
      get grantedOn() {
        return grantedOn === current() ? grantedOn : undefined;
      },
      release: async () => {
        held = false;
        this.#connection.off('up', onUp);
        const connected = current();
        if (connected) await this.#queues.remove(connected, name);
        this.#held.delete(name);
      },
    };
  }

  async #reclaim(connection: ChannelModel, name: string, held: () => boolean, lost: AbortController): Promise<boolean> {
    for (let attempt = 0; attempt < RECLAIM_ATTEMPTS; attempt += 1) {
      if (!held() || this.#connection.current !== connection) return false;
      if (await this.#queues.declare(connection, name)) return true;
      await new Promise((wake) => setTimeout(wake, RECLAIM_DELAY_MS).unref());
    }
    if (held()) lost.abort();
    return false;
  }
}
