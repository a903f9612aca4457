import type { Broker, BrokerOptions } from './broker.js';
import { DockerBroker } from './docker-broker.js';
import { findRabbitMq } from './find-rabbitmq.js';
import { ServerBroker } from './server-broker.js';

/**
 * Starts a broker of our own with what this machine has.
 * @throws Error that says what to install when it has nothing
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const installation = findRabbitMq();
  if (!installation) {
    throw new Error('No RabbitMQ: install rabbitmq-server or Docker, or set RABBITMQ_URL to a broker that runs.');
  }
  const broker =
    installation.kind === 'server' ? new ServerBroker(installation.program, options) : new DockerBroker(options);
  await broker.start();
  return broker;
}
