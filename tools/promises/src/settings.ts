/** What `npm run promises` was asked for. */
export const settings = {
  /** Jobs of the chaos. */
  jobs: Number(process.env['PROMISES_JOBS'] ?? 1_000),
  /** Of everything that happens at random. */
  seed: Number(process.env['PROMISES_SEED'] ?? 20_260_101),
  /** Whether tables are to be kept in docs/PROMISES.md. */
  write: process.env['PROMISES_WRITE'] === '1',
};
