/** Why the broker did not take a message. */
export type RefusalReason = 'unreachable' | 'blocked' | 'unroutable' | 'queue-full' | 'unconfirmed';

const SENTENCES: Record<RefusalReason, string> = {
  unreachable: 'the message broker cannot be reached',
  blocked: 'the message broker takes no messages at the moment',
  unroutable: 'the queue does not exist',
  'queue-full': 'the queue is full',
  unconfirmed: 'the message broker did not confirm in time',
};

/** A message that was not accepted. Only after `unconfirmed` it may be on the queue nevertheless. */
export class PublishRefused extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason) {
    super(SENTENCES[reason]);
    this.name = 'PublishRefused';
    this.reason = reason;
  }
}
