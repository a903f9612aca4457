import { defineConfig, mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

/** The promises that take minutes to show: `npm run promises`. They kill brokers, so each file has its own. */
const config = mergeConfig(
  projectTests('trials'),
  defineConfig({
    root: import.meta.dirname,
    test: { fileParallelism: false, testTimeout: 1_800_000, hookTimeout: 300_000 },
  }),
);
config.test.include = ['trials/**/*.spec.ts'];

export default config;
