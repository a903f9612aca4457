/** A time as GitHub writes it: ISO 8601 in UTC, to the second. */
export function timestamp(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
