import { hostname } from 'node:os';
import { topology } from '@ai-coding-agent/contracts';
import { BrokerConnection, ConfirmingPublisher, JobEvents } from '@ai-coding-agent/messaging';
import type { AppConfig } from '../config/app-config.js';
import { TopologyGuard } from './topology-guard.js';

/** What every app has of the broker. */
export interface AppBroker {
  /** For everything that does not publish: an alarm of the broker blocks the connections that publish. */
  readonly connection: BrokerConnection;
  readonly publisher: ConfirmingPublisher;
  readonly events: JobEvents;
  readonly topology: TopologyGuard;
  close(): Promise<void>;
}

/** Starts connecting to the broker; does not wait for it. */
export async function openAppBroker(app: string, config: AppConfig): Promise<AppBroker> {
  const url = config.rabbitmqUrl.reveal();
  const connection = new BrokerConnection({ url, name: app });
  const publishing = new BrokerConnection({ url, name: `${app} publisher` });
  const publisher = new ConfirmingPublisher(publishing);
  const guard = new TopologyGuard(connection, topology(config.retryDelaysSeconds), config.brokerTopology);
  await Promise.all([connection.open(), publishing.open()]);
  return {
    connection,
    publisher,
    events: new JobEvents(publisher, `/${app}/${hostname()}/${process.pid}`),
    topology: guard,
    close: async () => {
      guard.close();
      await publisher.close();
      await Promise.all([publishing.close(), connection.close()]);
    },
  };
}
