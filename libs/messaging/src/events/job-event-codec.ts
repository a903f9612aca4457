import { randomUUID } from 'node:crypto';
import type { JobEvent } from '@ai-coding-agent/contracts';

const TYPE_PREFIX = 'ai-coding-agent.job.';

/** A job event in its envelope: CloudEvents 1.0, structured JSON. */
export interface JobCloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  /** Which process says so. */
  readonly source: string;
  /** `ai-coding-agent.job.<kind>` */
  readonly type: string;
  /** The job. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: JobEvent;
}

export const CLOUDEVENT_CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** Under which an event of this kind is published, so that a reader can pass over it without decoding it. */
export function eventRoutingKey(kind: JobEvent['kind']): string {
  return `job.${kind}`;
}

/** @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export function encodeJobEvent(event: JobEvent, source: string): JobCloudEvent {
  return {
    specversion: '1.0',
    id: randomUUID(),
    source,
    type: `${TYPE_PREFIX}${event.kind}`,
    subject: event.jobId,
    time: event.at,
    datacontenttype: 'application/json',
    data: event,
  };
}

/** The envelope in a message body, or undefined when it is none of ours: the stream may carry others' events. */
export function decodeJobEvent(body: Buffer): JobCloudEvent | undefined {
  try {
    const envelope = JSON.parse(body.toString('utf8')) as Partial<JobCloudEvent> | null;
    const isOurs = envelope?.specversion === '1.0' && envelope.type?.startsWith(TYPE_PREFIX);
    const isComplete = typeof envelope?.data === 'object' && typeof envelope.data?.jobId === 'string';
    return isOurs && isComplete ? (envelope as JobCloudEvent) : undefined;
  } catch {
    return undefined;
  }
}
