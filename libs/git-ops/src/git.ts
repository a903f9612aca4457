import { gitFailure } from './git-failure.js';
import type { RemoteRepository } from './remote-repository.js';
import { runProcess } from './run-process.js';
import { sealedEnvironment, type GitSetting, type Variables } from './sealed-environment.js';

export interface GitOptions {
  /** Program; `git` by default. */
  readonly command: string;
  readonly deployment: Variables;
  /** An empty folder: home and working directory of every process. */
  readonly home: string;
  /** A server that sends less than a byte a second for so long counts as unreachable. */
  readonly stallSeconds: number;
  /** Rights that git's files don't get, as octal digits; those that this process withholds by default. */
  readonly umask?: string | undefined;
}

export interface GitRun {
  readonly signal: AbortSignal;
  /** The repository that the command talks to; a command without one has no credentials. */
  readonly remote?: RemoteRepository;
  /** What a failure is about, for people: a branch, say. */
  readonly subject?: string;
}

export interface GitOutput {
  readonly text: string;
  /** Whether there was more than is kept. */
  readonly truncated: boolean;
}

/** Native git in a sealed environment. */
export class Git {
  constructor(readonly options: GitOptions) {}

  /**
   * Runs one command to its end.
   * @throws JobFailure, or the reason of the signal
   */
  async run(args: readonly string[], { signal, remote, subject }: GitRun): Promise<GitOutput> {
    const { command, home, umask } = this.options;
    const environment = this.environment(remote?.settings ?? []);
    const result = await runProcess([command, ...args], { directory: home, environment, signal, umask });
    const stdout = result.stdout.toString('utf8');
    if (result.exitCode !== 0) {
      const { exitCode, stderr } = result;
      throw gitFailure({ exitCode, stdout, stderr, subject, repository: remote?.name, secrets: remote?.secrets ?? [] });
    }
    return { text: stdout, truncated: result.truncated };
  }

  /** The whole environment of a process. */
  environment(settings: readonly GitSetting[] = []): Record<string, string> {
    const { deployment, home, stallSeconds } = this.options;
    return sealedEnvironment(deployment, home, [
      ['http.lowSpeedLimit', '1'],
      ['http.lowSpeedTime', String(stallSeconds)],
      ...settings,
    ]);
  }
}
