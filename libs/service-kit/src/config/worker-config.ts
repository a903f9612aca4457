import { existsSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { IsEmail, IsIn, IsInt, IsNumber, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { ArePrices } from './are-prices.js';
import { GitHubConfig } from './github-config.js';
import { parseJson, parseList } from './parsers.js';
import { Setting } from './setting.js';

/** Settings of every worker. */
export abstract class WorkerConfig extends GitHubConfig {
  @Setting('REPOSITORY_ALLOWLIST', { parse: parseList })
  @Length(1, 200, { each: true })
  readonly repositoryAllowlist: readonly string[] = ['*'];

  @Setting('LLM_MODEL') @IsString() @Length(1, 200) readonly llmModel!: string;
  @Setting('LLM_WEAK_MODEL') @IsOptional() @Length(1, 200) readonly llmWeakModel?: string;
  @Setting('LLM_EDITOR_MODEL') @IsOptional() @Length(1, 200) readonly llmEditorModel?: string;
  @Setting('LLM_ALLOWED_MODELS', { parse: parseList })
  @Length(1, 200, { each: true })
  readonly llmAllowedModels: readonly string[] = [];
  @Setting('LLM_PRICES', { parse: parseJson })
  @ArePrices()
  readonly llmPrices: Readonly<Record<string, { prompt: number; completion: number }>> = {};

  /** Whether the provider's key stays outside the agent's sandbox, or is handed in together with a network. */
  @Setting('LLM_CREDENTIALS') @IsIn(['gateway', 'sandbox']) readonly llmCredentials: 'gateway' | 'sandbox' = 'gateway';

  @Setting('AIDER_PYTHON') @IsOptional() @IsString() readonly aiderPython?: string;
  @Setting('AGENT_SANDBOX')
  @Matches(/^(?:auto|bubblewrap|process|socket:\/.+)$/, {
    message: 'must be auto, bubblewrap, process, or socket: and an absolute path',
  })
  readonly agentSandbox: string = 'auto';
  @Setting('VERIFY_COMMAND') @IsOptional() @Length(1, 2_000) readonly verifyCommand?: string;
  @Setting('WORKSPACE_DIR') @IsString() readonly workspaceDir: string = tmpdir();
  @Setting('CACHE_DIR') @IsString() readonly cacheDir: string = join(homedir(), '.cache', 'ai-coding-agent');

  @Setting('JOB_TIMEOUT_SECONDS', { parse: Number })
  @IsInt()
  @Min(1)
  @Max(6_600)
  abstract readonly jobTimeoutSeconds: number;
  @Setting('JOB_MAX_ATTEMPTS', { parse: Number }) @IsInt() @Min(1) @Max(100) readonly jobMaxAttempts: number = 4;
  @Setting('JOB_CONCURRENCY', { parse: Number }) @IsInt() @Min(1) @Max(100) readonly jobConcurrency: number = 1;
  @Setting('JOB_MAX_COST_USD', { parse: Number })
  @IsNumber()
  @Min(0.000001)
  @Max(10_000)
  readonly jobMaxCostUsd: number = 2;
  @Setting('JOB_MAX_LLM_CALLS', { parse: Number }) @IsInt() @Min(1) @Max(1_000) readonly jobMaxLlmCalls: number = 20;
  @Setting('DRAIN_SECONDS', { parse: Number }) @IsOptional() @IsInt() @Min(0) readonly drainSeconds?: number;

  @Setting('GIT_AUTHOR_NAME') @Matches(/^[^<>\n]{1,100}$/) readonly gitAuthorName: string = 'AI Coding Agent';
  @Setting('GIT_AUTHOR_EMAIL') @IsOptional() @IsEmail({ require_tld: false }) readonly gitAuthorEmail?: string;

  override problems(): readonly string[] {
    const missing = 'GITHUB_TOKEN, or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: one of them is required';
    return [
      ...(this.hasGitHubAccess() || this.githubAppPrivateKey ? super.problems() : [missing]),
      // A bare name is looked up on the PATH when it is started.
      ...(this.aiderPython?.includes('/') && !existsSync(this.aiderPython)
        ? ['AIDER_PYTHON: there is no such file']
        : []),
    ];
  }
}
