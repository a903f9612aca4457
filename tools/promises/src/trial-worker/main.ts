// A worker as the apps are: same start, same consumer, same locks, same end. Only its work is light.
import 'reflect-metadata';
import { JsonLogger, loadConfig, runApp, startWorker } from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { TrialWork } from './trial-work.js';
import { environment, TrialConfig } from './trial.config.js';
import { TrialModule } from './trial.module.js';

const APP = 'trial-worker';

void runApp(APP, async () => {
  const { config, secrets } = loadConfig(TrialConfig, environment);
  Logger.overrideLogger(new JsonLogger(APP, config.logLevel, secrets));
  const work = new TrialWork(config.directory);
  return startWorker({
    app: APP,
    mode: 'quickfix',
    config,
    module: (execution) => TrialModule.with(execution, work),
    ready: [],
    close: async () => undefined,
  });
});
