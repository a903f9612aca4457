import { startWorker, type RunningApp } from '@ai-coding-agent/service-kit';
import { openWorker } from '@ai-coding-agent/worker-tools';
import { RefineWork } from './refine-work.js';
import { environment, RefineConfig } from './refine.config.js';
import { RefineModule } from './refine.module.js';

const APP = 'refine-worker';

/** Composition root. */
export async function start(): Promise<RunningApp> {
  const { config, tools, runner } = await openWorker(APP, RefineConfig, environment);
  const work = new RefineWork({ tools, timeoutSeconds: config.jobTimeoutSeconds, defaultModel: config.llmModel });
  return startWorker({
    app: APP,
    mode: 'refine',
    config,
    module: (execution) => RefineModule.with(execution, work),
    ready: [{ name: 'coding-agent', passes: () => runner.isReady }],
    close: () => runner.close(),
  });
}
