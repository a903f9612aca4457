import { randomUUID } from 'node:crypto';
import type { QuickfixJob } from '@ai-coding-agent/contracts';

/** A valid job; `wishes` replace what a test is about. */
export function quickfixJob(wishes: Partial<QuickfixJob> = {}): QuickfixJob {
  return {
    schemaVersion: 1,
    mode: 'quickfix',
    jobId: randomUUID(),
    repository: 'acme/shop',
    issueNumber: 42,
    requestedAt: new Date().toISOString(),
    origin: { channel: 'api', client: 'tests' },
    ...wishes,
  };
}
