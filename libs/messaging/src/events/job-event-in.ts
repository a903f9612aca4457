import { EXCHANGES, InvalidJobError, NO_USAGE, parseJob, type Job } from '@ai-coding-agent/contracts';
import type { ConsumeMessage } from 'amqplib';
import { attemptOf } from '../consuming/job-delivery.js';
import { queuedJob } from '../execution/queued-job.js';
import { brokerDeath } from './broker-death.js';
import { decodeJobEvent, type JobCloudEvent } from './job-event-codec.js';

/**
 * The event in a message of the stream; undefined when it is none. A job that the broker itself made a dead letter is
 * there as it was on its queue, and nobody else says that it has ended.
 */
export function jobEventIn(message: ConsumeMessage): JobCloudEvent | undefined {
  const { fields, properties, content } = message;
  if (fields.exchange !== EXCHANGES.deadLetters) return decodeJobEvent(content);
  const death = brokerDeath(properties);
  const job = death && jobOf(message);
  if (!death || !job) return undefined;
  const { jobId } = job;
  const { code, message: sentence, at } = death;
  return {
    specversion: '1.0',
    // The broker may do it twice, but then it is still the same end.
    id: `dead-letter-${jobId}`,
    source: '/broker',
    type: 'ai-coding-agent.job.failed',
    subject: jobId,
    time: at,
    datacontenttype: 'application/json',
    data: {
      kind: 'failed',
      jobId,
      at,
      attempt: attemptOf(message),
      failure: { code, stage: null, message: sentence, retryable: false },
      usage: NO_USAGE,
      job: queuedJob(job),
    },
  };
}

function jobOf({ properties, content }: ConsumeMessage): Job | undefined {
  try {
    return parseJob(properties.type as string | undefined, content);
  } catch (error) {
    if (error instanceof InvalidJobError) return undefined;
    throw error;
  }
}
