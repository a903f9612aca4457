import { GITHUB_LOGIN, IsBranchName, JobLimits, MAX_INSTRUCTIONS_LENGTH } from '@ai-coding-agent/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  Equals,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

const MAX_NUMBER = 2_147_483_647;
const REPOSITORY = 'OWNER/NAME, or its https address';

/** Limits of one job, which may only be lower than the configured ones. */
class JobLimitsRequest extends JobLimits {
  @ApiPropertyOptional({ type: 'integer', minimum: 1 }) declare timeoutSeconds?: number;
  @ApiPropertyOptional({ type: 'number', minimum: 0, exclusiveMinimum: true }) declare maxCostUsd?: number;
}

/** What both kinds of request have. */
abstract class CreateJobRequest {
  @ApiProperty({ description: REPOSITORY, example: 'octo-org/greeter' })
  @IsString()
  @Length(3, 500)
  repository!: string;

  @ApiPropertyOptional({ description: 'Model to use, one of the allowed ones' })
  @IsOptional()
  @IsString()
  @Length(1, 200)
  model?: string;

  @ApiPropertyOptional({ description: 'GitHub login of whoever asked; only named' })
  @IsOptional()
  @Matches(GITHUB_LOGIN, { message: 'requestedBy must be a GitHub login' })
  requestedBy?: string;

  @ApiPropertyOptional({ description: 'Everything but pushes and writes to GitHub; the diff is in the result' })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;

  @ApiPropertyOptional({ type: () => JobLimitsRequest })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => JobLimitsRequest)
  limits?: JobLimitsRequest;
}

/** Asks for a pull request that resolves an issue. */
export class CreateQuickfixRequest extends CreateJobRequest {
  @ApiProperty({ enum: ['quickfix'] }) @Equals('quickfix') mode!: 'quickfix';

  @ApiProperty({ type: 'integer', minimum: 1 }) @IsInt() @Min(1) @Max(MAX_NUMBER) issueNumber!: number;

  @ApiPropertyOptional({ maxLength: MAX_INSTRUCTIONS_LENGTH })
  @IsOptional()
  @IsString()
  @Length(1, MAX_INSTRUCTIONS_LENGTH)
  @Matches(/\S/, { message: 'instructions must not be blank' })
  instructions?: string;

  @ApiPropertyOptional({ description: "Branch to start from; the repository's default branch when absent" })
  @IsOptional()
  @IsBranchName()
  baseBranch?: string;

  @ApiPropertyOptional({ description: 'Open the pull request as a draft' })
  @IsOptional()
  @IsBoolean()
  draft?: boolean;
}

/** Asks for a change to a pull request. */
export class CreateRefineRequest extends CreateJobRequest {
  @ApiProperty({ enum: ['refine'] }) @Equals('refine') mode!: 'refine';

  @ApiProperty({ type: 'integer', minimum: 1 }) @IsInt() @Min(1) @Max(MAX_NUMBER) pullRequestNumber!: number;

  @ApiProperty({ minLength: 1, maxLength: MAX_INSTRUCTIONS_LENGTH })
  @IsString()
  @Length(1, MAX_INSTRUCTIONS_LENGTH)
  @Matches(/\S/, { message: 'instructions must not be blank' })
  instructions!: string;
}

export type CreateJob = CreateQuickfixRequest | CreateRefineRequest;
