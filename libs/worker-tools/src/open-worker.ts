import { isProviderSetting, isSecretName, RunnerProcess } from '@ai-coding-agent/aider-runner';
import { removeLeftovers } from '@ai-coding-agent/git-ops';
import { JsonLogger, loadConfig, providerSettings, type WorkerConfig } from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { workerTools, type WorkerTools } from './worker-tools.js';

/** What a worker has once its settings are read. */
export interface OpenWorker<C extends WorkerConfig> {
  readonly config: C;
  readonly tools: WorkerTools;
  /** Starts beside everything else; until it is ready, so is nothing. */
  readonly runner: RunnerProcess;
}

/**
 * Reads the settings, lets the log know the secrets, removes what a killed worker left, and starts the coding agent.
 * @throws Error naming every bad setting
 */
export async function openWorker<C extends WorkerConfig>(
  app: string,
  configClass: new () => C,
  environment: NodeJS.ProcessEnv,
): Promise<OpenWorker<C>> {
  const loaded = loadConfig(configClass, environment);
  const config = loaded.config as C;
  const provider = providerSettings(environment, { isSetting: isProviderSetting, isSecret: isSecretName });
  const secrets = [...loaded.secrets, ...provider.secrets];
  Logger.overrideLogger(new JsonLogger(app, config.logLevel, secrets));
  await removeLeftovers(config.workspaceDir);

  const runner = new RunnerProcess({
    pool: config.jobConcurrency,
    ...(config.aiderPython && { python: config.aiderPython }),
    ...(environment['PATH'] && { path: environment['PATH'] }),
  });
  runner.ready().catch((error: unknown) => new Logger('Runner').error('the coding agent cannot be started', error));
  return { config, runner, tools: workerTools({ config, provider: provider.values, runner, secrets, environment }) };
}
