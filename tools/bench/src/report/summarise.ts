import { max, median, min } from 'simple-statistics';
import type { CaseResult, Measurement } from '../measure/measurement.js';
import type { SectionResult } from './section-result.js';

/** One row of a table. */
export interface Summary {
  readonly name: string;
  readonly runs: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Median divided by the peer's median of the same run. */
  readonly ratio?: number;
  readonly cpuSeconds?: number;
  /** CPU divided by the peer's. */
  readonly cpuRatio?: number;
  readonly peakMib?: number;
}

/** Medians, spread, and ratios to the peer. */
export function summarise({ cases, peer }: SectionResult): Summary[] {
  const reference = cases.find(({ name }) => name === peer);
  return cases.map((result) => {
    const values = result.runs.map(({ value }) => value);
    const cpuSeconds = medianOf(result, 'cpuSeconds');
    const peakMib = medianOf(result, 'peakMib');
    const peerCpu = reference && medianOf(reference, 'cpuSeconds');
    return {
      name: result.name,
      runs: values.length,
      median: median(values),
      min: min(values),
      max: max(values),
      ...(reference && { ratio: median(values) / median(reference.runs.map(({ value }) => value)) }),
      ...(cpuSeconds !== undefined && { cpuSeconds }),
      ...(cpuSeconds !== undefined && peerCpu && { cpuRatio: cpuSeconds / peerCpu }),
      ...(peakMib !== undefined && { peakMib }),
    };
  });
}

function medianOf({ runs }: CaseResult, of: keyof Omit<Measurement, 'value'>): number | undefined {
  const values = runs.flatMap((run) => run[of] ?? []);
  return values.length > 0 ? median(values) : undefined;
}
