import type { ConsumeMessage } from 'amqplib';
import { attemptOf } from './job-delivery.js';
import type { Settlement } from './settlement.js';

/** Finished runs that are remembered: their acknowledgement may have been lost. */
const REMEMBERED = 1_000;

/** One execution of a handler, from its start until its message is settled. */
export interface Run {
  readonly handBack: AbortController;
  readonly settlement: Promise<Settlement>;
  /** Resolves when the message was acknowledged or handed back. */
  readonly concluded: Promise<void>;
  /** Set by the first delivery that gets so far, so that a message moves on only once. */
  movedOn?: Promise<void>;
}

interface Entry extends Run {
  readonly key: string;
  isRunning: boolean;
  conclude: () => void;
}

const PUT_OFF: ReadonlySet<Settlement['kind']> = new Set(['requeue', 'busy', 'wait']);

/** What runs in this process, by job and attempt, so that a redelivery never starts it a second time. */
export class RunRegistry {
  /** The last run of each message; those that are finished in the order of their end. */
  readonly #entries = new Map<string, Entry>();
  readonly #unsettled = new Set<Entry>();

  get running(): readonly Run[] {
    return [...this.#unsettled].filter(({ isRunning }) => isRunning);
  }

  get unsettled(): readonly Run[] {
    return [...this.#unsettled];
  }

  /** Runs that are known, finished ones included. */
  get size(): number {
    return this.#entries.size;
  }

  /** The run that a redelivered message belongs to. A fresh message after the end of a run is a fresh job. */
  find(message: ConsumeMessage): Run | undefined {
    const entry = this.#entries.get(keyOf(message));
    return entry && (entry.isRunning || message.fields.redelivered) ? entry : undefined;
  }

  start(message: ConsumeMessage, handle: (handBack: AbortSignal) => Promise<Settlement>): Run {
    const handBack = new AbortController();
    let conclude = (): void => undefined;
    const concluded = new Promise<void>((resolve) => (conclude = resolve));
    const entry: Entry = {
      key: keyOf(message),
      handBack,
      concluded,
      conclude,
      isRunning: true,
      settlement: handle(handBack.signal).finally(() => (entry.isRunning = false)),
    };
    this.#entries.set(entry.key, entry);
    this.#unsettled.add(entry);
    return entry;
  }

  /**
   * Forgets a run at once that was handed back or put off: its message comes again as the same attempt, and may be a
   * redelivery by then. Any other is forgotten after many others.
   */
  conclude(run: Run): void {
    const entry = run as Entry;
    this.#unsettled.delete(entry);
    entry.conclude();
    void entry.settlement.then(({ kind }) => {
      if (this.#entries.get(entry.key) !== entry) return;
      this.#entries.delete(entry.key);
      if (PUT_OFF.has(kind)) return;
      this.#entries.set(entry.key, entry);
      this.#forgetOldest();
    });
  }

  #forgetOldest(): void {
    for (const entry of this.#entries.values()) {
      if (this.#entries.size <= REMEMBERED) return;
      if (!this.#unsettled.has(entry)) this.#entries.delete(entry.key);
    }
  }
}

/** A message without an id can't be told from others, so each delivery of one is a run of its own. */
function keyOf(message: ConsumeMessage): string {
  const id = message.properties.messageId as string | undefined;
  return id ? `${id}#${attemptOf(message)}` : `delivery#${message.fields.consumerTag}#${message.fields.deliveryTag}`;
}
