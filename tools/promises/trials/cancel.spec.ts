import { startBroker, type Broker } from '@ai-coding-agent/broker';
import { BrokerConnection, ConfirmingPublisher, ControlPublisher } from '@ai-coding-agent/messaging';
import { waitUntil } from '@ai-coding-agent/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMatrixSystem, type MatrixSystem } from '../src/crash-matrix/matrix-system.js';
import { descendantsOf, isAlive } from '../src/process-tree.js';

describe('a cancel of a job with Aider and git', () => {
  let broker: Broker;
  let matrix: MatrixSystem;
  let connection: BrokerConnection;
  let orders: ControlPublisher;
  beforeAll(async () => {
    broker = await startBroker();
    matrix = await createMatrixSystem(broker);
    connection = new BrokerConnection({ url: broker.url, name: 'cancel' });
    await connection.open();
    orders = new ControlPublisher(new ConfirmingPublisher(connection));
  });
  afterAll(async () => {
    await connection.close();
    await matrix.close();
    await broker.remove();
  });
  const branches = (repository: string) => Object.keys(matrix.system.sandbox.branches(repository));

  it('kills the agent, pushes nothing, and says so in the comment', async () => {
    const repository = 'acme/stopped';
    await matrix.prepare(repository);
    const isAsked = matrix.holdModel(repository, new Promise(() => undefined));
    const worker = await matrix.system.startApp('quickfix-worker');
    const jobId = await matrix.start(repository);
    await waitUntil('Aider asks the model', isAsked);
    // The process of the job, and the one that is prepared for the next.
    const agents = descendantsOf(worker.pid);

    await orders.cancel(jobId, 'octocat');
    await matrix.untilEnded(jobId);

    expect(matrix.remains(repository, jobId)).toMatchObject({ ends: 1, outcome: 'cancelled', comments: 1 });
    await waitUntil('the agent is gone', () => !agents.every(isAlive));
    expect(matrix.system.sandbox.comments(repository, 1)[0]?.body).toContain('octocat');
    expect(branches(repository)).toEqual(['main']);
    expect(await matrix.system.leftovers()).toEqual([]);
    await worker.stop();
  });

  it('lets a push through that is under way, opens no pull request, and says so', async () => {
    const repository = 'acme/pushing';
    await matrix.prepare(repository);
    let goOn: () => void = () => undefined;
    const until = new Promise<void>((resolve) => (goOn = resolve));
    const push = matrix.hold(repository, { method: 'POST', path: '\\.git/git-receive-pack' }, { until });
    const worker = await matrix.system.startApp('quickfix-worker');
    const jobId = await matrix.start(repository);
    await waitUntil('the push is under way', () => push.hits > 0);

    await orders.cancel(jobId, 'octocat');
    await new Promise((wake) => setTimeout(wake, 500));
    goOn();
    await matrix.untilEnded(jobId);

    expect(matrix.remains(repository, jobId)).toMatchObject({ branches: 1, pullRequests: 0, outcome: 'cancelled' });
    expect(matrix.system.sandbox.comments(repository, 1)[0]?.body).toContain('begun to push its branch');
    await worker.stop();
  });
});
