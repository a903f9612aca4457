import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

/**
 * Tests run on the sources of the libraries, so no build stands between an edit and its test.
 * @param {string} name
 * @param {{ broker?: boolean, properties?: boolean }} [options] whether the project's tests need a RabbitMQ broker, and
 * whether some are properties for fast-check
 */
export function projectTests(name, { broker = false, properties = false } = {}) {
  const conditions = ['@ai-coding-agent/source', 'node', 'import', 'default'];
  const setup = fileURLToPath(new URL('./libs/testing/src/broker/shared-broker.setup.ts', import.meta.url));
  const fastCheck = fileURLToPath(new URL('./vitest.fast-check.mjs', import.meta.url));
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      environment: 'node',
      include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
      setupFiles: properties ? [fastCheck] : [],
      globalSetup: broker ? [setup] : [],
      testTimeout: 60_000,
      hookTimeout: 120_000,
    },
  });
}
