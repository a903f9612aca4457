/** What one run of one case cost. */
export interface Measurement {
  /** The headline figure, in the unit of its section. */
  readonly value: number;
  /** CPU seconds of all processes of the case. */
  readonly cpuSeconds?: number;
  /** Largest memory of all processes of the case together, in MiB. */
  readonly peakMib?: number;
}

/** Something that is measured, ours or a peer. */
export interface BenchCase {
  readonly name: string;
  readonly run: () => Promise<Measurement>;
}

/** All runs of one case. */
export interface CaseResult {
  readonly name: string;
  readonly runs: readonly Measurement[];
}
