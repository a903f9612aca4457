import { startWorker, type RunningApp } from '@ai-coding-agent/service-kit';
import { openWorker } from '@ai-coding-agent/worker-tools';
import { QuickfixWork } from './quickfix-work.js';
import { environment, QuickfixConfig } from './quickfix.config.js';
import { QuickfixModule } from './quickfix.module.js';

const APP = 'quickfix-worker';

/** Composition root. */
export async function start(): Promise<RunningApp> {
  const { config, tools, runner } = await openWorker(APP, QuickfixConfig, environment);
  const work = new QuickfixWork({ tools, timeoutSeconds: config.jobTimeoutSeconds, defaultModel: config.llmModel });
  return startWorker({
    app: APP,
    mode: 'quickfix',
    config,
    module: (execution) => QuickfixModule.with(execution, work),
    ready: [{ name: 'coding-agent', passes: () => runner.isReady }],
    close: () => runner.close(),
  });
}
