import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

/** What takes minutes to show: `npm run promises`. Many of them kill brokers, and have one of their own. */
const config = mergeConfig(
  projectTests('trials', { broker: true }),
  defineConfig({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    test: { fileParallelism: false, testTimeout: 1_800_000, hookTimeout: 300_000 },
  }),
);
config.test.include = ['{apps,libs,tools}/*/trials/**/*.spec.ts'];

export default config;
