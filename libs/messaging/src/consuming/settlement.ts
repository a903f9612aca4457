/** What becomes of a message once its handler is through. */
export type Settlement =
  | { readonly kind: 'ack' }
  /** Another attempt after a delay. */
  | { readonly kind: 'retry'; readonly delaySeconds: number; readonly attempt: number; readonly reason: string }
  /** Again in a moment, without costing an attempt: somebody else holds what it needs. */
  | { readonly kind: 'busy' }
  /** To the dead-letter queue, for an operator. */
  | { readonly kind: 'dead-letter'; readonly reason: string }
  /** Back to the queue as it is: this worker is leaving. */
  | { readonly kind: 'requeue' };
