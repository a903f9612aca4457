import {
  isProviderSetting,
  isSecretName,
  runsElsewhere,
  startRunner,
  type AiderRunner,
  type SandboxSetting,
} from '@ai-coding-agent/aider-runner';
import { removeLeftovers } from '@ai-coding-agent/git-ops';
import { JsonLogger, loadConfig, providerSettings, type WorkerConfig } from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { warnOfUnknownPrices } from './models/announce-models.js';
import { configuredModels } from './models/configured-models.js';
import { checkSocketRoom, gatewayOpener } from './models/gateway-opener.js';
import { PriceBook } from './models/price-book.js';
import { resolveRoutes } from './models/resolve-routes.js';
import { runnerPlace } from './runner-place.js';
import { workerTools, type WorkerTools } from './worker-tools.js';

const HANDED_IN =
  "LLM_CREDENTIALS=sandbox: the agent has the provider's credentials and the network, and keeps its limits itself";

/** What a worker has once its settings are read. */
export interface OpenWorker<C extends WorkerConfig> {
  readonly config: C;
  readonly tools: WorkerTools;
  /** Starts beside everything else; until it is ready, so is nothing. */
  readonly runner: AiderRunner;
}

/**
 * Reads the settings, lets the log know the secrets, finds the way to every model, removes what a killed
 * worker left, and starts the coding agent.
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

  const chosen = configuredModels(config);
  // Before anything is started: a bad setting ends the worker at once.
  const routes = config.llmCredentials === 'gateway' ? resolveRoutes(chosen, provider.values) : undefined;
  if (routes) checkSocketRoom(config.workspaceDir);
  const temporaryDirectory = runsElsewhere(config.agentSandbox) ? undefined : await runnerPlace(config.workspaceDir);
  const runner = startRunner(config.agentSandbox as SandboxSetting, {
    pool: config.jobConcurrency,
    network: routes === undefined,
    cacheDirectory: config.cacheDir,
    temporaryDirectory,
    ...(config.aiderPython && { python: config.aiderPython }),
    ...(environment['PATH'] && { path: environment['PATH'] }),
  });
  announce(runner);
  const prices = new PriceBook(runner, config.llmPrices);
  void warnOfUnknownPrices(chosen, prices, runner, new Logger('Models'));
  const models = routes
    ? { openGateway: gatewayOpener({ routes, prices, ...gatewayPlace(config) }) }
    : { allowedEnv: provider.values };
  if (!routes) new Logger('Models').warn(HANDED_IN);
  return { config, runner, tools: workerTools({ config, models, runner, prices, secrets, environment }) };
}

function gatewayPlace({ workspaceDir, agentSandbox }: WorkerConfig) {
  return { workspaceDirectory: workspaceDir, isShared: runsElsewhere(agentSandbox) };
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
