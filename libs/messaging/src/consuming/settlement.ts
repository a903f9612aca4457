/** What becomes of a message once its handler is through. */
export type Settlement =
  | { readonly kind: 'ack' }
  /** Another attempt after a delay, for which there has to be a queue; not before a time, when there is none that long. */
  | {
      readonly kind: 'retry';
      readonly delaySeconds: number;
      readonly attempt: number;
      readonly reason: string;
      /** In milliseconds since 1970. */
      readonly notBefore?: number;
    }
  /** Once more through the queue of a delay: the time of its attempt has not come. */
  | { readonly kind: 'wait'; readonly delaySeconds: number }
  /** Again in a moment, without costing an attempt: somebody else holds what it needs. */
  | { readonly kind: 'busy' }
  /** To the dead-letter queue, for an operator. */
  | { readonly kind: 'dead-letter'; readonly reason: string }
  /** Back to the queue as it is: this worker is leaving. */
  | { readonly kind: 'requeue' };
