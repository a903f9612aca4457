import { isTerminal, type JobEvent } from '@ai-coding-agent/contracts';
import { BrokerConnection, jobEventIn, JobEventReader } from '@ai-coding-agent/messaging';
import { waitUntil } from '@ai-coding-agent/testing';

/** What an onlooker sees of a broker: every event of every job, and what is in its queues. */
export async function openBrokerView(url: string) {
  const connection = new BrokerConnection({ url, name: 'onlooker' });
  await connection.open();
  const events = new Map<string, JobEvent>();
  const sources = new Map<JobEvent, string>();
  const ended = new Set<string>();
  const openChannel = async () =>
    (await waitUntil('the broker is connected', () => connection.current)).createChannel();
  let reader: JobEventReader | undefined;
  return {
    connection,
    openChannel,
    /** By their own ids; with what the broker itself gave up. */
    events: events as ReadonlyMap<string, JobEvent>,
    /** The jobs that have come to an end. */
    ended: ended as ReadonlySet<string>,
    eventsOf: (jobId: string) => [...events.values()].filter((event) => event.jobId === jobId),
    /** What happened to a job, when, why, and which process wrote it down. */
    historyOf: (jobId: string) =>
      [...sources]
        .filter(([event]) => event.jobId === jobId)
        .map(([event, source]) => [event.at, event.kind, ...failureOf(event), source].join(' ')),
    /** The process that has written the first event of this kind. */
    sourceOf: (jobId: string, kind: JobEvent['kind']): string =>
      [...sources].find(([event]) => event.jobId === jobId && event.kind === kind)?.[1] ?? '',
    /** To be called once there is an event stream. */
    readEvents(): void {
      reader = new JobEventReader(connection, ({ message }) => {
        const envelope = jobEventIn(message);
        if (!envelope || events.has(envelope.id)) return;
        events.set(envelope.id, envelope.data);
        sources.set(envelope.data, envelope.source);
        if (isTerminal(envelope.data)) ended.add(envelope.data.jobId);
      });
    },
    /** Resolves once nothing waits in any of the queues, nor comes back from one of them a moment later. */
    untilEmpty: async (queues: readonly string[], patienceMs?: number): Promise<void> => {
      const channel = await openChannel();
      let looks = 0;
      let last = '';
      await waitUntil(
        'the queues are empty',
        async () => {
          const states = await Promise.all(queues.map((queue) => channel.checkQueue(queue)));
          const full = states.filter(({ messageCount }) => messageCount > 0);
          last = full.map(({ queue, messageCount }) => `${queue} ${messageCount}`).join(', ') || last;
          looks = full.length === 0 ? looks + 1 : 0;
          return looks > 20;
        },
        patienceMs,
      ).catch((error: Error) => {
        throw new Error(`${error.message}; last seen in them: ${last}`);
      });
      await channel.close();
    },
    /** Takes every message of a queue, and answers their ids. */
    drain: async (queue: string): Promise<string[]> => {
      const channel = await openChannel();
      const ids: string[] = [];
      for (;;) {
        const message = await channel.get(queue, { noAck: true });
        if (!message) break;
        ids.push(String(message.properties.messageId));
      }
      await channel.close();
      return ids;
    },
    async close(): Promise<void> {
      await reader?.close();
      await connection.close();
    },
  };
}

function failureOf(event: JobEvent): string[] {
  return 'failure' in event ? [event.failure.code] : [];
}

export type BrokerView = Awaited<ReturnType<typeof openBrokerView>>;
