import type { JobUsage } from '@ai-coding-agent/job-pipeline';

/** Version of the conversation with the runner service; both sides must speak the same one. */
export const PROTOCOL = 3;

/** What the runner is asked for. Times are in seconds, prices in US dollars per million tokens. */
export interface RunnerJob {
  /** Absolute path of the root of a git work tree. */
  readonly workspace: string;
  readonly prompt: string;
  /** LiteLLM name. */
  readonly model: string;
  /** Whose files these are: what is found out about them is kept for jobs of the same name, and for no other. */
  readonly domain?: string;
  /** Paths in the workspace that the model is shown from the start. */
  readonly files?: readonly string[];
  /** Absolute paths of further files that the model may only read. */
  readonly readOnly?: readonly string[];
  readonly weakModel?: string;
  readonly editorModel?: string;
  /** The model's own by default. */
  readonly editFormat?: 'diff' | 'diff-fenced' | 'udiff' | 'whole';
  /** Go with every call to the provider, such as `api_base` and `api_key`. */
  readonly extraParams?: Readonly<Record<string, unknown>>;
  /** Settings of model providers and nothing else. */
  readonly env?: Readonly<Record<string, string>>;
  /** The only way to the model; with it `env` holds no secret. */
  readonly gateway?: GatewayAddress;
  readonly prices?: TokenPrices;
  /** Size of the map of the repository; 0 for none. */
  readonly mapTokens?: number;
  readonly maxReflections?: number;
  readonly callTimeoutSeconds?: number;
  /** A failed call is not tried again later than this after it was made first. */
  readonly retrySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly maxLlmCalls?: number;
  readonly maxCostUsd?: number;
}

/** Where the gateway of one job listens, and what opens it for that job. */
export interface GatewayAddress {
  /** Absolute path of a Unix socket that speaks HTTP. */
  readonly socket: string;
  /** Goes with every call as the key of the provider, in whatever header that provider wants it. */
  readonly token: string;
}

/** US dollars per million tokens. */
export interface TokenPrices {
  readonly prompt: number;
  readonly completion: number;
}

/** Prices in LiteLLM's table, in US dollars per million tokens. */
export interface ListPrices extends TokenPrices {
  /** Of tokens that the provider had in its cache. */
  readonly cached: number;
  /** Of tokens that it puts there. */
  readonly cacheWrite: number;
}

/** A command of the repository, run on a copy of the checkout. */
export interface Verification {
  /** Absolute path of the checkout. */
  readonly workspace: string;
  /** For the shell. */
  readonly command: string;
  readonly timeoutSeconds: number;
}

export const VERIFICATION_STATUSES = [
  'passed',
  'failed',
  'timeout',
  'memory_limit',
  'process_limit',
  'disk_limit',
] as const;

/** How a command ended, and the last 20 KB of what it printed: hostile text. */
export interface VerificationResult {
  readonly status: (typeof VERIFICATION_STATUSES)[number];
  readonly exitCode?: number;
  readonly output: string;
  readonly totalMs: number;
}

/** The walls around a job. */
export interface SandboxReport {
  readonly mode: 'bubblewrap' | 'process';
  /** Version of Landlock that the kernel offers, 0 for none. */
  readonly landlock: number;
  /** Why it is not the stronger mode. */
  readonly warning?: string;
}

export const RUNNER_STATUSES = [
  'edited',
  'no_edit',
  'empty_reply',
  'malformed',
  'context_overflow',
  'output_limit',
  'model_error',
  'policy_violation',
  'budget_exceeded',
  'call_limit',
  'timeout',
  'memory_limit',
  'process_limit',
  'disk_limit',
  'startup_failed',
  'crashed',
] as const;
export type RunnerStatus = (typeof RUNNER_STATUSES)[number];

/** An edit that was not made, and why. */
export interface RefusedEdit {
  readonly path: string;
  readonly reason: 'outside' | 'link' | 'protected' | 'not_a_file';
}

/** What the provider of the model did wrong. */
export interface ProviderFailure {
  readonly message: string;
  /** Name of LiteLLM's exception. */
  readonly exceptionClass: string;
  /** Absent when there was no answer. */
  readonly httpStatus?: number;
  readonly retryAfterSeconds?: number;
}

export interface RunnerResult {
  readonly status: RunnerStatus;
  readonly summary: string;
  readonly edited: readonly string[];
  readonly refused: readonly RefusedEdit[];
  readonly model: string;
  readonly priceKnown: boolean;
  readonly usage: JobUsage;
  readonly warnings: readonly string[];
  readonly failure?: ProviderFailure;
  readonly timings: { readonly totalMs: number; readonly startMs?: number; readonly modelMs?: number };
}

export type RunnerEvent =
  | { readonly kind: 'model_call'; readonly usage: JobUsage }
  | { readonly kind: 'file_added' | 'edit_applied'; readonly path: string }
  | { readonly kind: 'warning'; readonly message: string };

export const SERVICE_ERRORS = ['bad_message', 'unsupported_protocol', 'bad_job', 'startup_failed'] as const;

/** What the service says. */
export type ServiceMessage =
  | {
      readonly type: 'hello';
      readonly protocol: number;
      readonly aider: string;
      readonly python: string;
      /** Absent in earlier versions of the protocol. */
      readonly sandbox?: SandboxReport;
    }
  | { readonly type: 'prepared' }
  | { readonly type: 'event'; readonly event: RunnerEvent }
  | { readonly type: 'result'; readonly result: RunnerResult }
  | ({ readonly type: 'verified' } & VerificationResult)
  | { readonly type: 'priced'; readonly prices?: ListPrices }
  | {
      readonly type: 'error';
      readonly error: { readonly code: (typeof SERVICE_ERRORS)[number]; readonly message: string };
    };

/** What a client asks for, once per connection. */
export type ClientRequest =
  | { readonly type: 'prepare'; readonly protocol: number }
  | { readonly type: 'run'; readonly protocol: number; readonly job: RunnerJob }
  | { readonly type: 'verify'; readonly protocol: number; readonly verification: Verification }
  | { readonly type: 'prices'; readonly protocol: number; readonly model: string };

export const prepareRequest = (): ClientRequest => ({ type: 'prepare', protocol: PROTOCOL });

export const runRequest = (job: RunnerJob): ClientRequest => ({ type: 'run', protocol: PROTOCOL, job });

export const verifyRequest = (verification: Verification): ClientRequest => ({
  type: 'verify',
  protocol: PROTOCOL,
  verification,
});

export const pricesRequest = (model: string): ClientRequest => ({ type: 'prices', protocol: PROTOCOL, model });
