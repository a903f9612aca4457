export type { Broker, BrokerOptions } from './broker.js';
export { findRabbitMq, type RabbitMqInstallation } from './find-rabbitmq.js';
export { freePorts } from './free-ports.js';
export { startBroker } from './start-broker.js';
