import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  ValidateNested,
} from 'class-validator';
import { JobLimits } from './job-limits.js';
import { JobOrigin } from './job-origin.js';
import { IsRepositoryName } from './repository-name.js';

/** Login of a GitHub account; an App's bot account ends in `[bot]`. */
export const GITHUB_LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?(?:\[bot\])?$/;

/** Longest instructions of a job, in characters. */
export const MAX_INSTRUCTIONS_LENGTH = 64_000;

/** What every job says, whatever its mode. A wire format: additive changes only, no secrets. */
export abstract class JobMessage {
  @Equals(1) schemaVersion!: 1;

  @IsUUID() jobId!: string;

  @IsRepositoryName() repository!: string;

  /** ISO 8601, UTC. */
  @IsISO8601() requestedAt!: string;

  @ValidateNested() @IsNotEmpty() @Type(() => JobOrigin) origin!: JobOrigin;

  /** GitHub login of whoever asked. */
  @IsOptional() @Matches(GITHUB_LOGIN) requestedBy?: string;

  /** LiteLLM name of the model to use instead of the configured one. */
  @IsOptional() @IsString() @Length(1, 200) model?: string;

  /** Everything but pushes and writes to GitHub; the diff is in the result. */
  @IsOptional() @IsBoolean() dryRun?: boolean;

  @IsOptional() @ValidateNested() @Type(() => JobLimits) limits?: JobLimits;

  /** The ended job that this one repeats. */
  @IsOptional() @IsUUID() retryOf?: string;
}
