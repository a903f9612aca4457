import { GitHubConfig, parseList, Setting, type Secret } from '@ai-coding-agent/service-kit';
import { IsIn, IsInt, IsNumber, IsOptional, Length, Matches, Max, Min } from 'class-validator';

/** Settings of ingest-api. */
export class IngestConfig extends GitHubConfig {
  @Setting('PORT', { parse: Number }) @IsInt() @Min(0) @Max(65_535) readonly port: number = 3000;

  @Setting('INGEST_API_TOKENS', { secret: true })
  @IsOptional()
  @Matches(/^\s*[\w.-]{1,100}:[^\s,]{8,}\s*(?:,\s*[\w.-]{1,100}:[^\s,]{8,}\s*)*,?\s*$/, {
    message: 'must be name:token, comma-separated, each token of at least 8 characters',
  })
  readonly ingestApiTokens?: Secret;

  @Setting('INGEST_API_AUTH') @IsIn(['required', 'disabled']) readonly ingestApiAuth: 'required' | 'disabled' =
    'required';

  /** `POST /jobs` of one token, or of one address without a token, a minute; 0 is no limit. */
  @Setting('INGEST_RATE_LIMIT_PER_MINUTE', { parse: Number }) @IsInt() @Min(0) readonly rateLimitPerMinute: number = 0;

  @Setting('REPOSITORY_ALLOWLIST', { parse: parseList })
  @Length(1, 200, { each: true })
  readonly repositoryAllowlist: readonly string[] = ['*'];

  @Setting('GITHUB_WEBHOOK_SECRET', { secret: true })
  @IsOptional()
  @Matches(/\S/)
  readonly githubWebhookSecret?: Secret;

  @Setting('TRIGGER_LABEL') @Length(1, 50) readonly triggerLabel: string = 'ai-fix';

  /** Ended jobs that are still shown; beyond it the oldest are forgotten. */
  @Setting('INGEST_MAX_ENDED_JOBS', { parse: Number }) @IsInt() @Min(1) readonly maxEndedJobs: number = 50_000;

  @Setting('LLM_MODEL') @IsOptional() @Length(1, 200) readonly llmModel?: string;
  @Setting('LLM_ALLOWED_MODELS', { parse: parseList })
  @Length(1, 200, { each: true })
  readonly llmAllowedModels: readonly string[] = [];

  /** What the workers are configured with: a job may only ask for less. */
  @Setting('JOB_TIMEOUT_SECONDS', { parse: Number }) @IsOptional() @IsInt() @Min(1) readonly jobTimeoutSeconds?: number;
  @Setting('JOB_MAX_COST_USD', { parse: Number }) @IsNumber() @Min(0.000001) readonly jobMaxCostUsd: number = 2;
}

/** The environment of this process; the only place of the app that reads it. */
export const environment = process.env;
