import type { JobEvent, JobHappening } from '@ai-coding-agent/contracts';
import { queuedJob, type ConfirmingPublisher } from '@ai-coding-agent/messaging';
import { quickfixJob } from '@ai-coding-agent/testing';
import { describe, expect, it } from 'vitest';
import { JobView } from './job-view.js';

const USAGE = { llmCalls: 0, promptTokens: 0, completionTokens: 0, costUsd: 0 };

function viewOf(...events: readonly JobEvent[]): JobView {
  const view = new JobView({} as ConfirmingPublisher);
  for (const event of events) view.apply(event);
  return view;
}

describe('the latest job of an issue', () => {
  const asked = (second: number) => quickfixJob({ requestedAt: new Date(second * 1_000).toISOString() });
  const queued = (job: ReturnType<typeof asked>): JobEvent => ({
    kind: 'queued',
    job: queuedJob(job),
    jobId: job.jobId,
    at: job.requestedAt,
  });
  const ended = (job: ReturnType<typeof asked>, code: string): JobEvent => {
    const happening: JobHappening = {
      kind: 'failed',
      attempt: 1,
      failure: { code, stage: 'authorize', message: '', retryable: false },
      usage: USAGE,
    };
    return { ...happening, jobId: job.jobId, at: job.requestedAt };
  };

  it('is the one that was asked for last, in whatever order they become known', () => {
    const [first, second] = [asked(1), asked(2)];

    expect(viewOf(queued(second), queued(first)).latestOf('ACME/shop', 42)?.jobId).toBe(second.jobId);
    expect(viewOf(queued(first), queued(second), ended(second, 'model-auth')).latestOf('acme/shop', 42)?.jobId).toBe(
      second.jobId,
    );
  });

  it('is not one of somebody who may not command, who would hide the real one', () => {
    const [real, strange, stranger] = [asked(1), asked(2), asked(3)];
    const refused = [
      queued(strange),
      ended(strange, 'not-permitted'),
      queued(stranger),
      ended(stranger, 'not-permitted'),
    ];

    expect(viewOf(queued(real), ...refused).latestOf('acme/shop', 42)?.jobId).toBe(real.jobId);
    expect(viewOf(...refused).latestOf('acme/shop', 42)).toBeUndefined();
  });
});
