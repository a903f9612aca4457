import type { Broker } from '@ai-coding-agent/broker';
import { isTerminal, type JobEvent } from '@ai-coding-agent/contracts';
import { SAMPLE, searchReplace, type Fault, type InjectedFault } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { BrokerConnection, decodeJobEvent, JobEventReader, type JobCloudEvent } from '@ai-coding-agent/messaging';
import { waitUntil, type ScriptedTurn } from '@ai-coding-agent/testing';
import type { HeldRequest } from './cells.js';

const FIX = searchReplace({ path: 'app.py', search: '    return "hi"\n', replace: '    return "bye"\n' });
const BRANCH = 'ai-agent/quickfix-issue-1';

/** What a job has left behind; every figure is 1 when all is well. */
export interface Remains {
  readonly branches: number;
  readonly pullRequests: number;
  readonly comments: number;
  readonly ends: number;
  readonly outcome: string;
}

/** ingest-api, sandbox and model for jobs in many repositories, and everything the event stream says about them. */
export async function createMatrixSystem(broker: Broker, env: Readonly<Record<string, string>> = {}) {
  /** What the model does, by repository. */
  const turns = new Map<string, () => ScriptedTurn | Promise<ScriptedTurn>>();
  const system: LocalSystem = await startLocalSystem({
    rabbitmqUrl: broker.url,
    apps: ['ingest-api'],
    env: { RETRY_DELAYS_SECONDS: '1', LOG_LEVEL: 'error', ...env },
    script: [
      ({ prompt }) => {
        const repository = [...turns.keys()].find((name) => prompt.includes(`In ${name}:`));
        return (repository && turns.get(repository)?.()) ?? FIX;
      },
    ],
  });
  const connection = new BrokerConnection({ url: broker.url, name: 'matrix' });
  await connection.open();
  const events = new Map<string, JobCloudEvent>();
  const listeners = new Set<(event: JobCloudEvent) => void>();
  const reader = new JobEventReader(connection, ({ message }) => {
    const event = decodeJobEvent(message.content);
    if (!event || events.has(event.id)) return;
    events.set(event.id, event);
    for (const listener of listeners) listener(event);
  });
  const eventsOf = (jobId: string): JobEvent[] =>
    [...events.values()].map(({ data }) => data).filter((event) => event.jobId === jobId);

  return {
    system,
    /** Makes a repository with one issue. */
    async prepare(repository: string): Promise<void> {
      const files = { 'app.py': 'def hello():\n    return "hi"\n' };
      await system.sandbox.createRepository(repository, { files });
      system.sandbox.setPermission(repository, SAMPLE.agent.login, 'write');
      system.sandbox.openIssue(repository, { title: `In ${repository}: the greeting is wrong` });
    },
    start: (repository: string) => system.client.start({ mode: 'quickfix', repository, issueNumber: 1 }),
    /** Holds a request about a repository up: for ever when `how` does not say otherwise. */
    hold(repository: string, { method, path }: HeldRequest, how: Fault): InjectedFault {
      return system.sandbox.injectFault({ ...how, ...(method && { method }), path: `${repository}${path}`, times: 1 });
    },
    /** Lets the model wait with its first answer for a repository. Answers whether it was asked. */
    holdModel(repository: string, until: Promise<unknown>): () => boolean {
      let asked = 0;
      turns.set(repository, async () => {
        asked += 1;
        if (asked === 1) await until;
        return FIX;
      });
      return () => asked > 0;
    },
    /** Resolves with the process that has written the first event which `matches`. */
    untilEvent(matches: (event: JobEvent) => boolean): Promise<number> {
      return new Promise((resolve) => {
        const listener = ({ data, source }: JobCloudEvent) => {
          if (!matches(data)) return;
          listeners.delete(listener);
          resolve(Number(source.split('/').at(-1)));
        };
        listeners.add(listener);
      });
    },
    untilEnded: (jobId: string) => waitUntil(`job ${jobId} has ended`, () => eventsOf(jobId).some(isTerminal), 240_000),
    endsOf: (jobId: string) => eventsOf(jobId).filter(isTerminal),
    /** In the order in which they were reached. */
    stagesOf: (jobId: string) => eventsOf(jobId).flatMap((event) => (event.kind === 'stage' ? [event.stage] : [])),
    remains(repository: string, jobId: string): Remains {
      const { sandbox } = system;
      const ends = eventsOf(jobId).filter(isTerminal);
      const [end] = ends;
      return {
        branches: Object.keys(sandbox.branches(repository)).filter((name) => name === BRANCH).length,
        pullRequests: sandbox.pullRequests(repository).length,
        comments: sandbox.comments(repository, 1).length,
        ends: ends.length,
        outcome: end?.kind === 'succeeded' ? end.result.outcome : (end?.kind ?? 'none'),
      };
    },
    async close(): Promise<void> {
      await reader.close();
      await connection.close();
      await system.close();
    },
  };
}

export type MatrixSystem = Awaited<ReturnType<typeof createMatrixSystem>>;
