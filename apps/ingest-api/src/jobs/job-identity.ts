import { createHash, randomUUID } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';
import { Problem } from '../problems/problem.js';

/** Fixed for ever: it makes the same key the same job in every replica and after every restart. */
const NAMESPACE = '7c0a3c56-0c1b-5c47-9b52-5d6f8f0a7e11';

const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The id of a job: the same for the same client and key, else random.
 * @throws Problem `invalid-request` for a key that is empty, too long or not printable
 */
export function jobIdFor(client: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return randomUUID();
  if (!KEY.test(idempotencyKey)) {
    const message = 'Idempotency-Key must be 1 to 255 printable ASCII characters';
    throw new Problem('invalid-request', { errors: [{ field: 'Idempotency-Key', message }] });
  }
  return uuidV5(`${client}\n${idempotencyKey}`, NAMESPACE);
}

/** Tells a repeated request from another one under the same key. The order of the fields does not matter. */
export function requestHash(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
