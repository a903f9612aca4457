import { Equals, IsBoolean, IsInt, IsOptional, IsString, Length, Matches, Max, Min } from 'class-validator';
import { IsBranchName } from './branch-name.js';
import { JobMessage, MAX_INSTRUCTIONS_LENGTH } from './job-message.js';

/** Turn an issue into a pull request. */
export class QuickfixJob extends JobMessage {
  @Equals('quickfix') mode!: 'quickfix';

  @IsInt() @Min(1) @Max(2_147_483_647) issueNumber!: number;

  /** What to do beyond what the issue says. */
  @IsOptional() @IsString() @Length(1, MAX_INSTRUCTIONS_LENGTH) @Matches(/\S/) instructions?: string;

  /** Branch to start from; the repository's default branch when absent. */
  @IsOptional() @IsBranchName() baseBranch?: string;

  /** Open the pull request as a draft. */
  @IsOptional() @IsBoolean() draft?: boolean;
}
