// Property tests: the same cases in every run, unless FC_SEED says otherwise; FC_RUNS is how many of each.
// fast-check prints the seed, and the way to the smallest case, of what failed.
import fc from 'fast-check';

const DEFAULT_SEED = 20_261_126;
const DEFAULT_RUNS = 1_000;

fc.configureGlobal({
  seed: Number(process.env.FC_SEED ?? DEFAULT_SEED),
  numRuns: Number(process.env.FC_RUNS ?? DEFAULT_RUNS),
});
