import { JOB_MODES } from './job.js';

/** Names of the exchanges and queues that more than one app uses. */
export const EXCHANGES = {
  jobs: 'jobs',
  deadLetters: 'jobs.dlx',
  events: 'job.events',
  control: 'job.control',
} as const;
export const QUEUES = {
  deadLetters: 'jobs.dead',
  events: 'job.events',
  control: 'job.control',
  busy: 'jobs.retry.busy',
} as const;

/** Delay of a job whose branch another job is working on, in seconds. It costs no attempt. */
export const BUSY_DELAY_SECONDS = 5;

export interface ExchangeDefinition {
  readonly name: string;
  readonly type: 'topic' | 'fanout';
}
export interface QueueDefinition {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
}
export interface BindingDefinition {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
}
export interface Topology {
  readonly exchanges: readonly ExchangeDefinition[];
  readonly queues: readonly QueueDefinition[];
  readonly bindings: readonly BindingDefinition[];
}

/** Name of the exchange and of the queue that hold a job for `delaySeconds`. */
export function retryQueueName(delaySeconds: number): string {
  return `jobs.retry.${delaySeconds}s`;
}

/** Without these two, dead-lettering by the broker is at-most-once, and a full queue drops its oldest job. */
const SAFE = { 'x-queue-type': 'quorum', 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/** Longest work or retry queue, in messages; beyond it `POST /jobs` answers 503. */
const MAX_QUEUE_LENGTH = 50_000;

/** How often the broker delivers a message again before it gives it up: the last resort against one that kills workers. */
export const DELIVERY_LIMIT = 20;

/** The consumer timeout, in milliseconds, is above every job limit; on RabbitMQ 3.10 only the node-wide one counts. */
const WORK_QUEUE = {
  ...SAFE,
  'x-dead-letter-exchange': EXCHANGES.deadLetters,
  'x-max-length': MAX_QUEUE_LENGTH,
  'x-delivery-limit': DELIVERY_LIMIT,
  'x-consumer-timeout': 7_200_000,
};

/**
 * Everything that must exist on the broker. Nothing but its queue is bound to an exchange that carries work: with a
 * stream bound beside it, `mandatory` would call a job routed that no work queue took.
 */
export function topology(retryDelaysSeconds: readonly number[]): Topology {
  const modes = Object.values(JOB_MODES);
  const tiers = [
    ...[...new Set(retryDelaysSeconds)].map((delay) => ({ name: retryQueueName(delay), delay })),
    { name: QUEUES.busy, delay: BUSY_DELAY_SECONDS },
  ];
  return {
    exchanges: [
      { name: EXCHANGES.jobs, type: 'topic' },
      { name: EXCHANGES.deadLetters, type: 'topic' },
      { name: EXCHANGES.events, type: 'topic' },
      { name: EXCHANGES.control, type: 'topic' },
      ...tiers.map(({ name }) => ({ name, type: 'fanout' as const })),
    ],
    queues: [
      ...modes.map(({ queue }) => ({ name: queue, arguments: WORK_QUEUE })),
      ...tiers.map(({ name, delay }) => ({
        name,
        // No dead-letter routing key: the job comes back under its own.
        arguments: {
          ...SAFE,
          'x-message-ttl': delay * 1000,
          'x-dead-letter-exchange': EXCHANGES.jobs,
          'x-max-length': MAX_QUEUE_LENGTH,
        },
      })),
      {
        name: QUEUES.deadLetters,
        // From RabbitMQ 4.0 on, a quorum queue drops a message that was looked at 20 times unless it is told otherwise.
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000_000 },
      },
      {
        name: QUEUES.events,
        arguments: {
          'x-queue-type': 'stream',
          'x-max-age': '30D',
          'x-max-length-bytes': 5_000_000_000,
          'x-stream-max-segment-size-bytes': 50_000_000,
        },
      },
      {
        name: QUEUES.control,
        // Every worker reads it from its start, so it holds little: an order outlives the longest wait of a job.
        arguments: {
          'x-queue-type': 'stream',
          'x-max-age': '7D',
          'x-max-length-bytes': 50_000_000,
          'x-stream-max-segment-size-bytes': 5_000_000,
        },
      },
    ],
    bindings: [
      ...modes.map(({ queue, binding }) => ({ queue, exchange: EXCHANGES.jobs, routingKey: binding })),
      ...tiers.map(({ name }) => ({ queue: name, exchange: name, routingKey: '' })),
      { queue: QUEUES.deadLetters, exchange: EXCHANGES.deadLetters, routingKey: '#' },
      { queue: QUEUES.events, exchange: EXCHANGES.deadLetters, routingKey: '#' },
      { queue: QUEUES.events, exchange: EXCHANGES.events, routingKey: '#' },
      { queue: QUEUES.control, exchange: EXCHANGES.control, routingKey: '#' },
    ],
  };
}
