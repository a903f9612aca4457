/** How long a worker may take no jobs although it could, in milliseconds. */
const PATIENCE_MS = 60_000;

/**
 * Whether a worker has to be restarted because it takes no jobs. All times are on the clock of `performance.now()`.
 * @param deafSince since when it takes none; undefined while it takes them
 * @param possibleSince since when each condition for taking jobs is met; undefined while one is not. A restart helps
 *   neither against a broker that is away nor against a queue that is missing, so that time does not count.
 */
export function isDeaf(
  deafSince: number | undefined,
  possibleSince: readonly (number | undefined)[],
  now = performance.now(),
): boolean {
  if (deafSince === undefined || possibleSince.includes(undefined)) return false;
  return now - Math.max(deafSince, ...possibleSince.map(Number)) > PATIENCE_MS;
}
