import { Problem } from '../problems/problem.js';

/** Before every event. */
const NONE = -1;

/**
 * The value of `Last-Event-ID`.
 * @throws Problem `invalid-request` for anything but the id of an event
 */
export function parseEventId(text: string | undefined): number {
  if (text === undefined || text === '') return NONE;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = 'Last-Event-ID must be the id of an event';
  throw new Problem('invalid-request', { errors: [{ field: 'Last-Event-ID', message }] });
}
