import { IsIn, IsOptional, IsString, Length } from 'class-validator';

/** Where a job came from: whoever holds an API token is permitted by it, everybody else is asked for at GitHub. */
export class JobOrigin {
  @IsIn(['api', 'webhook']) channel!: 'api' | 'webhook';

  /** Name of the API token that asked (`channel` is `api`); never the token. */
  @IsOptional() @IsString() @Length(1, 100) client?: string;
}
