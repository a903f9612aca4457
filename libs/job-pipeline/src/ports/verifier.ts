/** What is to be run on the edited files. */
export interface VerifyRequest {
  /** The root of the checkout. */
  readonly directory: string;
  readonly signal: AbortSignal;
}

/** How the checks ended. */
export interface VerifyReply {
  /** What the operator told the agent to run. */
  readonly command: string;
  readonly outcome: 'passed' | 'failed' | 'timed-out';
  /** Absent when it was stopped. */
  readonly exitCode?: number;
  /** The last 20 KB of what it printed: hostile text, without secrets of this process. */
  readonly output: string;
}

/** Runs the checks of a repository on a copy of its edited files, so that nothing they do is part of the change. */
export interface Verifier {
  /** @throws JobFailure `sandbox-*`, `agent-unavailable`, `agent-crashed`, or the reason of `signal` */
  verify(request: VerifyRequest): Promise<VerifyReply>;
}
