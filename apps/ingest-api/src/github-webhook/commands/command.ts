/** What people can order in a comment. */
export type CommandName = 'fix' | 'refine' | 'cancel' | 'retry' | 'status' | 'help';

/** An order as it was written. */
export interface Command {
  readonly name: CommandName;
  /** What stands behind the name, up to the next command or the end of the comment. */
  readonly text: string;
}

/** One entry of the list of commands. */
export interface CommandDefinition {
  readonly name: CommandName;
  /** How it is written, for `/help`. */
  readonly usage: string;
  /** What it does, in one sentence for `/help`. */
  readonly summary: string;
  /** A command with its own job, on issues or on pull requests only; the others are about the latest job. */
  readonly startsOn?: 'issue' | 'pull-request';
  readonly needsText?: boolean;
}
