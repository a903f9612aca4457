/** What a job of the trial worker does; it travels as JSON in the job's instructions. */
export interface Trial {
  /** How long it takes until its effect, in milliseconds. */
  readonly ms: number;
  /** How long it takes after that, in milliseconds: nothing by default. */
  readonly afterMs?: number;
  /**
   * How it ends: well, well at the second attempt, with a failure for the operator, with a transient failure at every
   * attempt, or with the death of its worker.
   */
  readonly end: 'well' | 'flaky' | 'poison' | 'hopeless' | 'kills-worker';
  /** Holds up the event loop for so long, in milliseconds. */
  readonly blockMs?: number;
}
