import { JOB_STAGES } from '@ai-coding-agent/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const TIME = { type: 'string', format: 'date-time' } as const;

class Links {
  @ApiProperty() self!: string;
  @ApiProperty() events!: string;
}

export class JobLinksResponse {
  @ApiProperty({ format: 'uuid' }) jobId!: string;
  @ApiPropertyOptional({ format: 'uuid' }) retryOf?: string;
  @ApiProperty({ example: 'queued' }) status!: string;
  @ApiProperty({ type: Links }) links!: Links;
}

class ResultResponse {
  @ApiProperty({ enum: ['pull_request_opened', 'pull_request_updated', 'no_changes', 'dry_run'] }) outcome!: string;
  @ApiPropertyOptional({ type: 'integer' }) pullRequestNumber?: number;
  @ApiPropertyOptional() pullRequestUrl?: string;
  @ApiPropertyOptional() branch?: string;
  @ApiPropertyOptional() commitSha?: string;
  @ApiProperty({ type: [String] }) changedFiles!: string[];
  @ApiPropertyOptional({ description: 'Unified diff of a dry run' }) diff?: string;
}

class FailureResponse {
  @ApiProperty({ example: 'git-auth' }) code!: string;
  @ApiProperty({ enum: JOB_STAGES, nullable: true }) stage!: string | null;
  @ApiProperty() message!: string;
  @ApiProperty() retryable!: boolean;
}

class UsageResponse {
  @ApiProperty({ type: 'integer' }) llmCalls!: number;
  @ApiProperty({ type: 'integer' }) promptTokens!: number;
  @ApiProperty({ type: 'integer' }) completionTokens!: number;
  @ApiProperty({ description: 'US dollars' }) costUsd!: number;
}

export class JobResponse {
  @ApiProperty({ format: 'uuid' }) jobId!: string;
  @ApiProperty({ enum: ['quickfix', 'refine'] }) mode!: string;
  @ApiProperty({ example: 'octo-org/greeter' }) repository!: string;
  @ApiPropertyOptional({ type: 'integer' }) issueNumber?: number;
  @ApiPropertyOptional({ type: 'integer' }) pullRequestNumber?: number;
  @ApiPropertyOptional() requestedBy?: string;
  @ApiPropertyOptional({ format: 'uuid', description: 'The ended job that this one repeats' }) retryOf?: string;
  @ApiProperty({ enum: ['queued', 'running', 'retrying', 'succeeded', 'failed', 'cancelled'] }) status!: string;
  @ApiProperty({ enum: JOB_STAGES, nullable: true, description: 'The last stage that was reached' }) stage!:
    string | null;
  @ApiProperty({ type: 'integer', minimum: 1 }) attempt!: number;
  @ApiProperty(TIME) queuedAt!: string;
  @ApiPropertyOptional(TIME) startedAt?: string;
  @ApiPropertyOptional(TIME) finishedAt?: string;
  @ApiPropertyOptional({ ...TIME, description: 'When it is tried again, while `retrying`' }) nextAttemptAt?: string;
  @ApiPropertyOptional({ type: ResultResponse }) result?: ResultResponse;
  @ApiPropertyOptional({ type: FailureResponse }) failure?: FailureResponse;
  @ApiPropertyOptional({ type: UsageResponse }) usage?: UsageResponse;
}

export class JobListResponse {
  @ApiProperty({ type: [JobResponse] }) jobs!: JobResponse[];
  @ApiProperty({ type: String, nullable: true, description: 'null on the last page' }) nextCursor!: string | null;
}

class FieldErrorResponse {
  @ApiProperty({ example: 'limits.timeoutSeconds' }) field!: string;
  @ApiProperty() message!: string;
}

/** @see https://www.rfc-editor.org/rfc/rfc9457 */
export class ProblemResponse {
  @ApiProperty() type!: string;
  @ApiProperty() title!: string;
  @ApiProperty({ type: 'integer' }) status!: number;
  @ApiProperty({ description: 'Stable, for programs' }) code!: string;
  @ApiPropertyOptional() detail?: string;
  @ApiPropertyOptional({ type: [FieldErrorResponse], description: 'Every bad field' }) errors?: FieldErrorResponse[];
}
