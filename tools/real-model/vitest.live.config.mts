import { defineConfig, mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

/** With a model that must be installed first: `npm run real-model`. A small machine takes its time over an answer. */
const config = mergeConfig(
  projectTests('real-model', { broker: true }),
  defineConfig({ root: import.meta.dirname, test: { testTimeout: 600_000, hookTimeout: 180_000 } }),
);
config.test.include = ['live/**/*.spec.ts'];

export default config;
