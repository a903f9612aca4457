import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['apps/*', 'libs/*', 'tools/*/vitest.config.mts'],
    // Most tests wait for processes, brokers and sockets rather than compute.
    maxWorkers: 4,
  },
});
