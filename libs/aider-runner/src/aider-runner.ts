import type {
  ListPrices,
  RunnerEvent,
  RunnerJob,
  RunnerResult,
  SandboxReport,
  Verification,
  VerificationResult,
} from './protocol.js';

export interface RunOptions {
  /** Ends the job with all its processes. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunnerEvent) => void;
}

/** Something that runs jobs with Aider, in a process of its own each. */
export interface AiderRunner {
  /** Whether a process waits for a job, or would again in a moment. */
  readonly isReady: boolean;
  /** The walls around its jobs; unknown until it is ready. */
  readonly sandbox: SandboxReport | undefined;
  /** @throws RunnerError when it can't be reached, or can't prepare a process */
  ready(): Promise<void>;
  /** @throws RunnerError when there is no result; the reason of the signal */
  run(job: RunnerJob, options: RunOptions): Promise<RunnerResult>;
  /**
   * Runs a command on a copy of a checkout, without gateway and network.
   * @throws RunnerError when there is no result; the reason of the signal
   */
  verify(verification: Verification, options: Pick<RunOptions, 'signal'>): Promise<VerificationResult>;
  /**
   * What LiteLLM's table says about a model; undefined when it says nothing.
   * @throws RunnerError when there is no answer
   */
  prices(model: string): Promise<ListPrices | undefined>;
  /** Ends everything that belongs to this object. Safe to call twice. */
  close(): Promise<void>;
}
