/** What every section is given. */
export interface BenchContext {
  readonly rabbitmqUrl: string;
  /** Python with the peers' packages. */
  readonly peerPython: string;
  /** Python with Aider. */
  readonly aiderPython: string;
  /** The repository whose history is asked. */
  readonly repository: string;
  /** Runs of each case. */
  readonly rounds: number;
  /** Also what takes many minutes. */
  readonly full: boolean;
  /** Hears how it goes. */
  readonly log: (text: string) => void;
}
