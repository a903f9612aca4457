import { defineConfig, mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

/** What only a real cluster shows: `npm run e2e:kube`. One cluster, so one file after the other. */
const config = mergeConfig(
  projectTests('cluster'),
  defineConfig({
    root: import.meta.dirname,
    test: { fileParallelism: false, testTimeout: 900_000, hookTimeout: 900_000 },
  }),
);
config.test.include = ['cluster/**/*.spec.ts'];

export default config;
