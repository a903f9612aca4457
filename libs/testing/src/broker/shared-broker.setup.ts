import { startBroker } from '@ai-coding-agent/broker';
import type {} from 'vitest';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The broker of this test run; tests take a virtual host of it. */
    broker: { url: string; managementUrl: string };
  }
}

/**
 * Vitest set-up: one broker for all projects of a run, since starting one takes seconds. `TEST_RABBITMQ_URL` and
 * `TEST_RABBITMQ_MANAGEMENT_URL` name one that runs already.
 */
export default async function sharedBroker(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { TEST_RABBITMQ_URL: url, TEST_RABBITMQ_MANAGEMENT_URL: managementUrl } = process.env;
  if (url && managementUrl) {
    project.provide('broker', { url, managementUrl });
    return undefined;
  }
  const broker = await startBroker();
  process.env['TEST_RABBITMQ_URL'] = broker.url;
  process.env['TEST_RABBITMQ_MANAGEMENT_URL'] = broker.managementUrl;
  project.provide('broker', { url: broker.url, managementUrl: broker.managementUrl });
  return () => broker.remove();
}
