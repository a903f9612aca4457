import {
  BrokerConnection,
  ConfirmingPublisher,
  JobEvents,
  JobPublisher,
  PublishRefused,
  queuedJob,
} from '@ai-coding-agent/messaging';
import type { GetMessage } from 'amqplib';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { jobIn } from './dead-letter.js';
import { replayedJob } from './replayed-job.js';

/** Puts dead jobs back to work. */
export class JobReplayer {
  readonly #connection: BrokerConnection;
  readonly #publisher: ConfirmingPublisher;
  readonly #jobs: JobPublisher;

  private constructor(connection: BrokerConnection) {
    this.#connection = connection;
    this.#publisher = new ConfirmingPublisher(connection);
    this.#jobs = new JobPublisher(this.#publisher, new JobEvents(this.#publisher, '/agentctl'), 'agentctl');
  }

  static async open(url: string): Promise<JobReplayer> {
    const connection = new BrokerConnection({ url, name: 'agentctl replay' });
    const replayer = new JobReplayer(connection);
    await connection.open();
    return replayer;
  }

  /**
   * Resolves with the new job's id once its queue has it.
   * @throws CommandFailure when the broker does not take it: the dead letter is to stay
   */
  async replay(message: GetMessage): Promise<string> {
    const dead = jobIn(message);
    if (!dead) throw new CommandFailure('only a valid job can be replayed');
    const job = replayedJob(dead);
    const trace: unknown = message.properties.headers?.['traceparent'];
    const headers = { 'x-replayed-from': dead.jobId, ...(typeof trace === 'string' && { traceparent: trace }) };
    try {
      await this.#jobs.publish(job, queuedJob(job), headers);
    } catch (error) {
      if (!(error instanceof PublishRefused)) throw error;
      throw new CommandFailure(`job ${dead.jobId} stays where it is: ${error.message}`, EXIT_CODES.unavailable);
    }
    return job.jobId;
  }

  async close(): Promise<void> {
    await this.#publisher.close();
    await this.#connection.close();
  }
}
