import type { BenchCase, CaseResult, Measurement } from './measurement.js';

/** Runs every case once to warm up, then `rounds` times in turn, so that a noisy minute hits all of them. */
export async function interleave(
  cases: readonly BenchCase[],
  { rounds, warmUp = true, onRun }: { rounds: number; warmUp?: boolean; onRun: (text: string) => void },
): Promise<CaseResult[]> {
  const runs = new Map<string, Measurement[]>(cases.map(({ name }) => [name, []]));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (const { name, run } of cases) {
      const measurement = await run();
      onRun(`${round === 0 ? 'warm-up' : `run ${round} of ${rounds}`}  ${name}: ${measurement.value.toFixed(1)}`);
      if (round > 0) runs.get(name)?.push(measurement);
    }
  }
  return cases.map(({ name }) => ({ name, runs: runs.get(name) ?? [] }));
}
