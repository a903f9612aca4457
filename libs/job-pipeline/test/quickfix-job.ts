import type { QuickfixJob } from '@ai-coding-agent/contracts';

/** A job as the API accepts it. */
export const JOB: QuickfixJob = {
  schemaVersion: 1,
  mode: 'quickfix',
  jobId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  repository: 'acme/shop',
  issueNumber: 42,
  requestedAt: '2026-01-01T00:00:00Z',
  origin: { channel: 'api' },
};
