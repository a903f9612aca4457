import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmingPublisher } from '../publishing/confirming-publisher.js';

const MARKER_TYPE = 'ai-coding-agent.reader-marker';
const RETRY_MS = 500;
/** Far more than a reader takes in between a confirm and the code that waits for it. */
const REMEMBERED = 5_000;

/**
 * Tells when a reader of a stream has come to a certain message. Neither the broker nor the protocol says where a
 * stream ends, so whoever wants everything up to now publishes something and waits for it to come by.
 */
export class StreamBarrier {
  readonly #publisher: ConfirmingPublisher;
  readonly #exchange: string;
  readonly #waiting = new Map<string, () => void>();
  readonly #seen = new Set<string>();

  /** @param exchange what the stream is bound to */
  constructor(publisher: ConfirmingPublisher, exchange: string) {
    this.#publisher = publisher;
    this.#exchange = exchange;
  }

  /** To be told by the reader about each message, after it was taken in. */
  sees(messageId: unknown): void {
    if (typeof messageId !== 'string') return;
    this.#seen.add(messageId);
    const [oldest = ''] = this.#seen.size > REMEMBERED ? this.#seen : [];
    this.#seen.delete(oldest);
    this.#waiting.get(messageId)?.();
  }

  /** Whether a message has come by lately. */
  hasSeen(messageId: string): boolean {
    return this.#seen.has(messageId);
  }

  /**
   * Resolves once the reader has seen the message.
   * @throws the reason of `signal`
   */
  async until(messageId: string, signal: AbortSignal): Promise<void> {
    if (this.#seen.has(messageId)) return;
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', onAbort);
        this.#waiting.delete(messageId);
        settle();
      };
      const onAbort = () => end(() => reject(signal.reason as Error));
      signal.addEventListener('abort', onAbort);
      this.#waiting.set(messageId, () => end(resolve));
    });
  }

  /**
   * Publishes a marker, for as long as it takes, and answers its id.
   * @throws the reason of `signal`
   */
  async mark(signal: AbortSignal): Promise<string> {
    const messageId = randomUUID();
    for (;;) {
      signal.throwIfAborted();
      try {
        await this.#publisher.publish({
          exchange: this.#exchange,
          routingKey: 'reader.marker',
          body: Buffer.alloc(0),
          properties: { messageId, type: MARKER_TYPE },
        });
        return messageId;
      } catch {
        await sleep(RETRY_MS);
      }
    }
  }
}
