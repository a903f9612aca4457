/** What a script learns from `$?`. Part of the interface: never renumbered. */
export const EXIT_CODES = {
  ok: 0,
  /** The command failed, or the job it waited for did. */
  failed: 1,
  /** Unknown command or option, or a bad or missing setting. */
  usage: 2,
  notFound: 3,
  /** The API or GitHub refuses the credentials, or what they may do. */
  notPermitted: 4,
  /** The job is in a state that does not allow it, such as cancelling an ended one. */
  conflict: 5,
  /** The API, the broker or GitHub cannot be reached, or takes nothing at the moment: worth another try. */
  unavailable: 6,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** Ends the command with a message for people and a code for scripts. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = EXIT_CODES.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
