import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { JOB_STAGES, type JobStage } from '@ai-coding-agent/contracts';
import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { waitUntil } from '@ai-coding-agent/testing';
import amqp from 'amqplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHaltingWorker } from '../src/crash-matrix/halting-worker.js';
import { createMatrixSystem, type MatrixSystem } from '../src/crash-matrix/matrix-system.js';
import { TRIGGERS, type Trigger } from '../src/crash-matrix/triggers.js';
import { keepSection } from '../src/keep-section.js';

/** A moment between two stages: after the one, and before the next. */
type Moment = JobStage | null;

const ONCE = { branches: 1, commits: 1, pullRequests: 1, comments: 1, ends: 1 };
const QUEUES = ['quickfix.jobs', 'refine.jobs', 'jobs.retry.1s', 'jobs.retry.busy', 'jobs.dead'];

describe('1. a job between any two of its stages', () => {
  let broker: Broker;
  let matrix: MatrixSystem;
  /** The stages of a job that nothing happens to. */
  const stages = new Map<Trigger, readonly JobStage[]>();
  const cells = new Map<string, string>();
  let count = 0;

  beforeAll(async () => {
    broker = await startBroker();
    matrix = await createMatrixSystem(broker, { VERIFY_COMMAND: 'test -s app.py', LOG_LEVEL: 'error' });
    const workers = await Promise.all([
      matrix.system.startApp('quickfix-worker'),
      matrix.system.startApp('refine-worker'),
    ]);
    for (const trigger of TRIGGERS) {
      const { jobId } = await startJob(trigger);
      await matrix.untilEnded(jobId);
      stages.set(trigger, matrix.stagesOf(jobId));
    }
    await Promise.all(workers.map((worker) => worker.stop()));
  });
  afterAll(async () => {
    keepSection('crash-stages', table());
    await matrix.close();
    await broker.remove();
  });

  async function startJob(trigger: Trigger) {
    const repository = `acme/between-${(count += 1)}`;
    await trigger.prepare(matrix.system, repository);
    return { trigger, repository, jobId: await trigger.start(matrix.system, repository) };
  }
  type Started = Awaited<ReturnType<typeof startJob>>;
  const halt = ({ trigger, repository }: Started, after: Moment) =>
    startHaltingWorker({ app: trigger.app, env: matrix.system.env, repository, after });
  const momentsOf = (trigger: Trigger): Moment[] => [null, ...(stages.get(trigger) ?? [])];
  const cell = (killed: string, after: Moment, trigger: Trigger) => `${killed}|${after}|${trigger.name}`;

  async function judge(killed: string, after: Moment, { trigger, repository, jobId }: Started): Promise<void> {
    const { sandbox } = matrix.system;
    const commits = await sandbox.log(repository, trigger.branch);
    const remains = {
      branches: Object.keys(sandbox.branches(repository)).filter((name) => name === trigger.branch).length,
      commits: commits.filter(({ message }) => message.includes(jobId)).length,
      pullRequests: sandbox.pullRequests(repository).length,
      comments: sandbox.comments(repository, trigger.thread).filter(({ author }) => author === SAMPLE.agent.login)
        .length,
      ends: matrix.endsOf(jobId).length,
    };
    cells.set(cell(killed, after, trigger), Object.values(remains).join(' '));
    expect.soft(remains, `${killed} killed after ${after}, ${trigger.name}`).toEqual(ONCE);
    expect.soft(matrix.remains(repository, jobId).outcome).toBe(trigger.outcome);
  }
  async function expectNothingLeft(): Promise<void> {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    for (const queue of QUEUES) {
      const isEmpty = async () => (await channel.checkQueue(queue)).messageCount === 0;
      await waitUntil(`${queue} is empty`, isEmpty).catch((error: Error) => expect.soft(error.message).toBe(''));
    }
    await connection.close();
    await waitUntil('the workspace is empty', async () => (await matrix.system.leftovers()).length === 0);
  }

  it('has every stage there is, in one or the other', () => {
    expect(new Set([...stages.values()].flat())).toEqual(new Set(JOB_STAGES));
  });

  it('ends once when the worker is killed there', async () => {
    const lanes = ['quickfix-worker', 'refine-worker'] as const;
    await Promise.all(
      lanes.map(async (app) => {
        const killed: { job: Started; after: Moment }[] = [];
        for (const trigger of TRIGGERS.filter((each) => each.app === app)) {
          for (const after of momentsOf(trigger)) {
            // A worker does first what the one before it has left, then comes to its own end.
            const job = await startJob(trigger);
            const { worker, forget } = await halt(job, after);
            await worker.kill();
            await forget();
            killed.push({ job, after });
          }
        }
        const last = await matrix.system.startApp(app);
        for (const { job } of killed) await matrix.untilEnded(job.jobId);
        for (const { job, after } of killed) await judge('worker', after, job);
        await last.stop();
      }),
    );
    await expectNothingLeft();
  });

  it('ends once when the broker is killed there, and is away during the next stage', async () => {
    const [, label, refine] = TRIGGERS as readonly [Trigger, Trigger, Trigger];
    const all = [...new Set([label, refine].flatMap(momentsOf))];
    for (const after of all) {
      const concerned = [label, refine].filter((trigger) => momentsOf(trigger).includes(after));
      const jobs = await Promise.all(concerned.map(startJob));
      const halted = await Promise.all(jobs.map((job) => halt(job, after)));

      await broker.kill();
      for (const { goOn } of halted) await goOn();
      await broker.start();

      for (const { jobId } of jobs) await matrix.untilEnded(jobId);
      for (const { worker, forget } of halted) {
        expect(await worker.stop()).toBe(0);
        await forget();
      }
      for (const job of jobs) await judge('broker', after, job);
    }
    // An acknowledgement can be lost with the broker: its message comes to the next worker, which knows the job's end.
    const last = await Promise.all([label, refine].map(({ app }) => matrix.system.startApp(app)));
    await expectNothingLeft();
    await Promise.all(last.map((worker) => worker.stop()));
  });

  function table(): string[] {
    const order = JOB_STAGES.filter((stage) => [...stages.values()].some((own) => own.includes(stage)));
    const name = (after: Moment) => {
      const nexts = [...new Set([...stages.values()].flatMap((own) => nextOf(own, after) ?? []))];
      const next = nexts.length > 0 ? `before ${nexts.map((stage) => `\`${stage}\``).join(' or ')}` : 'its end written';
      return after ? `after \`${after}\`, ${next}` : next;
    };
    const row = (killed: string, after: Moment) =>
      `| ${[killed, name(after), ...TRIGGERS.map((trigger) => cells.get(cell(killed, after, trigger)) ?? '')].join(' | ')} |`;
    return [
      `| killed | when | ${TRIGGERS.map((trigger) => trigger.name).join(' | ')} |`,
      `| --- | --- | ${TRIGGERS.map(() => '---').join(' | ')} |`,
      ...['worker', 'broker'].flatMap((killed) => [null, ...order].map((after) => row(killed, after))),
    ];
  }
});

function nextOf(stages: readonly JobStage[], after: Moment): JobStage | undefined {
  if (after !== null && !stages.includes(after)) return undefined;
  return stages[after === null ? 0 : stages.indexOf(after) + 1];
}
