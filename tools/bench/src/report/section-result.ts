import type { CaseResult } from '../measure/measurement.js';

/** One table of the benchmark. */
export interface SectionResult {
  readonly section: string;
  readonly title: string;
  /** Unit of the headline figure. */
  readonly unit: string;
  /** Whether more is better. */
  readonly moreIsBetter?: boolean;
  /** Name of the case that the others are compared with; absent when nobody else does this. */
  readonly peer?: string;
  readonly cases: readonly CaseResult[];
  /** What the reader has to know. */
  readonly notes?: readonly string[];
}
