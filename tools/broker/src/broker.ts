/** A RabbitMQ broker of our own, on loopback, that nobody else uses. */
export interface Broker {
  /** AMQP address of the virtual host `/`. */
  readonly url: string;
  /** HTTP address of the management plugin, with credentials. */
  readonly managementUrl: string;
  /** Orderly stop; `start` brings it back with everything it held. */
  stop(): Promise<void>;
  /** Stands still, with its connections open, until `kill` ends it. */
  freeze(): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Starts it again after `stop` or `kill`, on the same ports with the same data. */
  start(): Promise<void>;
  /** Stops it for good and removes its data. */
  remove(): Promise<void>;
}

export interface BrokerOptions {
  /** Further lines of `rabbitmq.conf`. */
  readonly configuration?: readonly string[];
  /** Settings of the application `rabbit` that `rabbitmq.conf` does not know, as Erlang terms. */
  readonly advanced?: readonly string[];
}
