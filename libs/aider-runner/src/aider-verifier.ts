import { JobFailure, redact, type FailureCode } from '@ai-coding-agent/failures';
import type { Verifier, VerifyReply, VerifyRequest } from '@ai-coding-agent/job-pipeline';
import { runnerFailure } from './aider-failure.js';
import type { AiderRunner } from './aider-runner.js';

export interface AiderVerifierOptions {
  readonly runner: AiderRunner;
  /** For the shell, in the root of the checkout. */
  readonly command: string;
  /** Limit of the command. */
  readonly timeoutSeconds: number;
  /** None of these stays in the output. */
  readonly secrets: readonly string[];
}

const LIMITS = {
  memory_limit: 'sandbox-memory-limit',
  process_limit: 'sandbox-process-limit',
  disk_limit: 'sandbox-disk-limit',
} as const satisfies Record<string, FailureCode>;

const OUTCOMES = { passed: 'passed', failed: 'failed', timeout: 'timed-out' } as const;

/** Runs the operator's command in the second sandbox of the runner: no gateway, no network, a copy of the checkout. */
export class AiderVerifier implements Verifier {
  constructor(private readonly options: AiderVerifierOptions) {}

  async verify({ directory, signal }: VerifyRequest): Promise<VerifyReply> {
    const { command, timeoutSeconds, secrets } = this.options;
    const { status, exitCode, output } = await this.run({ workspace: directory, command, timeoutSeconds }, signal);
    if (status in LIMITS) throw new JobFailure(LIMITS[status as keyof typeof LIMITS]);
    return {
      command,
      outcome: OUTCOMES[status as keyof typeof OUTCOMES],
      ...(exitCode !== undefined && { exitCode }),
      output: redact(output, secrets),
    };
  }

  private async run(verification: Parameters<AiderRunner['verify']>[0], signal: AbortSignal) {
    try {
      return await this.options.runner.verify(verification, { signal });
    } catch (error) {
      throw runnerFailure(error, this.options.secrets);
    }
  }
}
