import {
  isProviderSetting,
  isSecretName,
  startRunner,
  type AiderRunner,
  type SandboxSetting,
} from '@ai-coding-agent/aider-runner';
import { removeLeftovers } from '@ai-coding-agent/git-ops';
import { JsonLogger, loadConfig, providerSettings, type WorkerConfig } from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { workerTools, type WorkerTools } from './worker-tools.js';

/** What a worker has once its settings are read. */
export interface OpenWorker<C extends WorkerConfig> {
  readonly config: C;
  readonly tools: WorkerTools;
  /** Starts beside everything else; until it is ready, so is nothing. */
  readonly runner: AiderRunner;
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

  const runner = startRunner(config.agentSandbox as SandboxSetting, {
    pool: config.jobConcurrency,
    network: true, // no gateway holds the provider's key yet
    ...(config.aiderPython && { python: config.aiderPython }),
    ...(environment['PATH'] && { path: environment['PATH'] }),
  });
  announce(runner);
  return { config, runner, tools: workerTools({ config, provider: provider.values, runner, secrets, environment }) };
}

/** Says which walls there are around the agent, once it is known. */
function announce(runner: AiderRunner): void {
  const logger = new Logger('Runner');
  runner.ready().then(
    () => {
      const { warning, ...walls } = runner.sandbox ?? {};
      if (warning) logger.warn(warning, walls);
      else logger.log('the coding agent is ready', walls);
    },
    (error: unknown) => logger.error('the coding agent cannot be started', error),
  );
}
