import { randomUUID } from 'node:crypto';
import type { RefineJob } from '@ai-coding-agent/contracts';

/** A valid job; `wishes` replace what a test is about. */
export function refineJob(wishes: Partial<RefineJob> = {}): RefineJob {
  return {
    schemaVersion: 1,
    mode: 'refine',
    jobId: randomUUID(),
    repository: 'acme/shop',
    pullRequestNumber: 7,
    instructions: 'rename it',
    requestedAt: new Date().toISOString(),
    origin: { channel: 'api', client: 'tests' },
    ...wishes,
  };
}
