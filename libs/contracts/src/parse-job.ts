import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { JOB_MODES, type Job } from './job.js';
import { listViolations } from './list-violations.js';

/** A message that is no valid job; `message` says why and is safe to show. */
export class InvalidJobError extends Error {}

/**
 * The job in a message body.
 * @param type the `type` property of the message, such as `job.quickfix.v1`
 * @throws InvalidJobError naming every bad field
 */
export function parseJob(type: string | undefined, body: Buffer): Job {
  const mode = Object.values(JOB_MODES).find((candidate) => candidate.type === type);
  if (!mode) throw new InvalidJobError(`unknown message type ${JSON.stringify(type ?? '')}`);
  const plain = parseJson(body);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
    throw new InvalidJobError('the body is not a JSON object');
  }
  const job = plainToInstance<Job, object>(mode.messageClass, plain);
  const violations = listViolations(validateSync(job, { whitelist: true }));
  if (violations.length > 0) {
    throw new InvalidJobError(violations.map(({ field, message }) => `${field}: ${message}`).join('; '));
  }
  return job;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new InvalidJobError('the body is not JSON');
  }
}
