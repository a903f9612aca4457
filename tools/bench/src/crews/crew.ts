/** Workers of one kind, and jobs whose work is to wait, take effect, and wait again. */
export interface Crew {
  /** Starts another worker, and resolves once it takes jobs. */
  hire(): Promise<Worker>;
  /** Hands `count` jobs of `milliseconds` to the broker, and answers their ids. */
  put(count: number, milliseconds: number, repository?: string): Promise<string[]>;
  /** Every effect so far, by its job: twice for one that took effect twice. */
  effects(): Promise<readonly string[]>;
  /** Kills who still works. */
  close(): Promise<void>;
}

/** One process of a crew. */
export interface Worker {
  readonly pid: number;
  /** `kill -9`, and waits. */
  kill(): Promise<void>;
}
