import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Length, Max, Min, ValidateNested } from 'class-validator';

/** What at GitHub can start a job. */
export const JOB_TRIGGERS = ['label', 'assignment', 'comment', 'review-comment', 'review', 'retry'] as const;

/** The comment that commanded a job: reactions go there. A submitted review can't carry any, so it is none. */
export class CommandComment {
  /** A comment on an issue or pull request, or one on a line of a diff. */
  @IsIn(['issue-comment', 'review-comment']) kind!: 'issue-comment' | 'review-comment';

  @IsInt() @Min(1) @Max(Number.MAX_SAFE_INTEGER) id!: number;
}

/** Where a job came from: whoever holds an API token is permitted by it, everybody else is asked for at GitHub. */
export class JobOrigin {
  @IsIn(['api', 'webhook']) channel!: 'api' | 'webhook';

  /** Name of the API token that asked (`channel` is `api`); never the token. */
  @IsOptional() @IsString() @Length(1, 100) client?: string;

  /** What at GitHub started it (`channel` is `webhook`). */
  @IsOptional() @IsIn(JOB_TRIGGERS) trigger?: (typeof JOB_TRIGGERS)[number];

  /** Absent when no comment commanded the job, or one that can't carry reactions. */
  @IsOptional() @IsNotEmpty() @ValidateNested() @Type(() => CommandComment) comment?: CommandComment;
}
