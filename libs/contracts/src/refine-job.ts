import { Equals, IsInt, IsString, Length, Matches, Max, Min } from 'class-validator';
import { JobMessage, MAX_INSTRUCTIONS_LENGTH } from './job-message.js';

/** Change a pull request as its reviewer asks. */
export class RefineJob extends JobMessage {
  @Equals('refine') mode!: 'refine';

  @IsInt() @Min(1) @Max(2_147_483_647) pullRequestNumber!: number;

  @IsString() @Length(1, MAX_INSTRUCTIONS_LENGTH) @Matches(/\S/) instructions!: string;
}
