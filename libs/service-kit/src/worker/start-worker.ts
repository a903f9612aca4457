import type { JobMode } from '@ai-coding-agent/contracts';
import { JOB_MODES } from '@ai-coding-agent/contracts';
import {
  ControlReader,
  JobExecution,
  JobHistory,
  JobLocks,
  ReliableRmqServer,
  Settler,
} from '@ai-coding-agent/messaging';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { openAppBroker } from '../broker/app-broker.js';
import type { WorkerConfig } from '../config/worker-config.js';
import type { RunningApp } from '../lifecycle/run-app.js';
import { appMetrics } from '../operations/app-metrics.js';
import { Health, type HealthCheck } from '../operations/health.js';
import { JobMetrics } from '../operations/job-metrics.js';
import { OperationsServer } from '../operations/operations-server.js';
import { isDeaf } from './is-deaf.js';
import { LoggingJobObserver } from './job-observer.js';

export interface WorkerDefinition {
  readonly app: string;
  readonly mode: JobMode;
  readonly config: WorkerConfig;
  /** The app's module, with its consumer. */
  readonly module: (execution: JobExecution) => DynamicModule;
  /** What has to work besides the broker. */
  readonly ready: readonly HealthCheck[];
  /** Frees what the app holds, after the last job. */
  readonly close: () => Promise<void>;
}

/** Seconds that a drain waits beyond the limit of a job, unless it is set. */
const DRAIN_MARGIN_SECONDS = 60;

/** Starts a worker: probes first, then the broker, then its queue. */
export async function startWorker({ app, mode, config, module, ready, close }: WorkerDefinition): Promise<RunningApp> {
  const broker = await openAppBroker(app, config);
  const metrics = appMetrics(app);
  const control = new ControlReader(broker.connection, broker.publisher);
  const history = new JobHistory(broker.connection, broker.publisher);
  const execution = new JobExecution({
    events: broker.events,
    history,
    control,
    locks: new JobLocks(broker.connection),
    retryPolicy: { maxAttempts: config.jobMaxAttempts, delaysSeconds: config.retryDelaysSeconds },
    observer: new LoggingJobObserver(new JobMetrics(metrics)),
  });
  const server = new ReliableRmqServer(
    {
      url: config.rabbitmqUrl.reveal(),
      queue: JOB_MODES[mode].queue,
      connectionName: `${app} consumer`,
      prefetch: config.jobConcurrency,
      onLost: () => void broker.topology.check(),
      drainMs: (config.drainSeconds ?? config.jobTimeoutSeconds + DRAIN_MARGIN_SECONDS) * 1_000,
    },
    new Settler(broker.publisher),
  );
  const health = new Health({
    live: [
      {
        name: 'broker-consumer',
        passes: () => !isDeaf(server.deafSince, [broker.connection.upSince, broker.topology.rightSince]),
      },
    ],
    ready: [
      { name: 'broker-topology', passes: () => broker.topology.isRight },
      { name: 'broker-publisher', passes: () => broker.publisher.isReady },
      { name: 'broker-consumer', passes: () => server.isConsuming },
      ...ready,
    ],
  });
  const operations = new OperationsServer(health, metrics);
  await operations.listen(config.port);

  const nest = await NestFactory.createMicroservice(module(execution), { strategy: server });
  const listening = broker.topology.untilRight().then(() => nest.listen());
  listening.catch(() => undefined); // shows in readiness
  return {
    stop: async () => {
      health.drain();
      await server.close();
      await nest.close();
      await close();
      await Promise.all([control.close(), history.close()]);
      await broker.close();
      await operations.close();
    },
  };
}
