import { QUEUES } from '@ai-coding-agent/contracts';
import type { BrokerConnection } from '../connection/broker-connection.js';
import { StreamReader, type StreamMessage } from '../streams/stream-reader.js';

/** Reads the event stream from its beginning and for ever, over lost connections, each message once. */
export class JobEventReader extends StreamReader {
  constructor(connection: BrokerConnection, onMessage: (message: StreamMessage) => void) {
    super(connection, { stream: QUEUES.events, from: 'first', onMessage });
  }
}
