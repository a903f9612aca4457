import type { JobControl } from '@ai-coding-agent/contracts';

/** The order in a message body, or undefined when it is none that this version knows. */
export function decodeControl(body: Buffer): JobControl | undefined {
  try {
    const order = JSON.parse(body.toString('utf8')) as Partial<JobControl> | null;
    const isOrder = order?.kind === 'cancel' && typeof order.jobId === 'string' && typeof order.by === 'string';
    return isOrder ? (order as JobControl) : undefined;
  } catch {
    return undefined;
  }
}
