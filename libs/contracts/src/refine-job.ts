import { Type } from 'class-transformer';
import {
  Equals,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { JobMessage, MAX_INSTRUCTIONS_LENGTH } from './job-message.js';

/** Longest piece of a diff that goes with an instruction, in characters. */
export const MAX_HUNK_LENGTH = 20_000;

/** The place in the diff that an inline review comment is about. */
export class ReviewedPlace {
  @IsString() @Length(1, 4_096) path!: string;

  /** Last line of the place in the file; absent when the place is outdated or the whole file. */
  @IsOptional() @IsInt() @Min(1) line?: number;

  /** First line, when it is more than one. */
  @IsOptional() @IsInt() @Min(1) startLine?: number;

  /** The diff around it, as the reviewer saw it. */
  @IsOptional() @IsString() @Length(0, MAX_HUNK_LENGTH) hunk?: string;
}

/** Change a pull request as its reviewer asks. */
export class RefineJob extends JobMessage {
  @Equals('refine') mode!: 'refine';

  @IsInt() @Min(1) @Max(2_147_483_647) pullRequestNumber!: number;

  @IsString() @Length(1, MAX_INSTRUCTIONS_LENGTH) @Matches(/\S/) instructions!: string;

  /** Where in the diff the instruction was written. */
  @IsOptional() @IsNotEmpty() @ValidateNested() @Type(() => ReviewedPlace) place?: ReviewedPlace;
}
