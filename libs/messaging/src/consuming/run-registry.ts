import type { ConsumeMessage } from 'amqplib';
import { attemptOf } from './job-delivery.js';
import type { Settlement } from './settlement.js';

/** How long a finished run is remembered, in milliseconds: its acknowledgement may have been lost. */
const REMEMBER_MS = 600_000;

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
  isRunning: boolean;
  isConcluded: boolean;
  conclude: () => void;
}

/** What runs in this process, by job and attempt, so that a redelivery never starts it a second time. */
export class RunRegistry {
  readonly #entries = new Map<string, Entry>();

  get running(): readonly Run[] {
    return [...this.#entries.values()].filter(({ isRunning }) => isRunning);
  }

  get unsettled(): readonly Run[] {
    return [...this.#entries.values()].filter(({ isConcluded }) => !isConcluded);
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
      handBack,
      concluded,
      conclude,
      isRunning: true,
      isConcluded: false,
      settlement: handle(handBack.signal).finally(() => (entry.isRunning = false)),
    };
    this.#entries.set(keyOf(message), entry);
    return entry;
  }

  /** Forgets a run that was handed back at once, any other after a while. */
  conclude(run: Run): void {
    const entry = run as Entry;
    entry.isConcluded = true;
    entry.conclude();
    const forget = () => this.#entries.forEach((value, key) => value === entry && this.#entries.delete(key));
    void entry.settlement.then((settlement) => {
      if (settlement.kind === 'requeue') forget();
      else setTimeout(forget, REMEMBER_MS).unref();
    });
  }
}

/** A message without an id can't be told from others, so each delivery of one is a run of its own. */
function keyOf(message: ConsumeMessage): string {
  const id = message.properties.messageId as string | undefined;
  return id ? `${id}#${attemptOf(message)}` : `delivery#${message.fields.consumerTag}#${message.fields.deliveryTag}`;
}
