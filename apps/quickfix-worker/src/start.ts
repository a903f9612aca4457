import {
  AiderAgent,
  AiderVerifier,
  isProviderSetting,
  isSecretName,
  startRunner,
  type AiderRunner,
  type SandboxSetting,
} from '@ai-coding-agent/aider-runner';
import { GitCheckouts, removeLeftovers } from '@ai-coding-agent/git-ops';
import {
  GitHubIssues,
  GitHubJobComments,
  GitHubPermissions,
  GitHubPullRequests,
  GitHubRepositories,
  TokenClients,
} from '@ai-coding-agent/github-access';
import type { QuickfixTools } from '@ai-coding-agent/job-pipeline';
import {
  JsonLogger,
  loadConfig,
  providerSettings,
  repositoryAllowlist,
  startWorker,
  type RunningApp,
} from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { QuickfixWork } from './quickfix-work.js';
import { environment, QuickfixConfig } from './quickfix.config.js';
import { QuickfixModule } from './quickfix.module.js';

const APP = 'quickfix-worker';

/** Composition root: which adapter fills which port. */
export async function start(): Promise<RunningApp> {
  const { config, secrets } = loadConfig(QuickfixConfig, environment);
  const provider = providerSettings(environment, { isSetting: isProviderSetting, isSecret: isSecretName });
  const allSecrets = [...secrets, ...provider.secrets];
  Logger.overrideLogger(new JsonLogger(APP, config.logLevel, allSecrets));
  await removeLeftovers(config.workspaceDir);

  const runner = startRunner(config.agentSandbox as SandboxSetting, {
    pool: config.jobConcurrency,
    network: true, // no gateway holds the provider's key yet
    temporaryDirectory: config.workspaceDir,
    ...(config.aiderPython && { python: config.aiderPython }),
    ...(environment['PATH'] && { path: environment['PATH'] }),
  });
  announce(runner);
  const work = new QuickfixWork({
    tools: toolsOf(config, provider.values, runner, allSecrets),
    timeoutSeconds: config.jobTimeoutSeconds,
    defaultModel: config.llmModel,
  });
  return startWorker({
    app: APP,
    mode: 'quickfix',
    config,
    module: (execution) => QuickfixModule.with(execution, work),
    ready: [{ name: 'coding-agent', passes: () => runner.isReady }],
    close: () => runner.close(),
  });
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

function toolsOf(
  config: QuickfixConfig,
  provider: Record<string, string>,
  runner: AiderRunner,
  secrets: readonly string[],
): QuickfixTools {
  const clients = new TokenClients(config.githubApiUrl, config.githubToken.reveal());
  const noreplyDomain = `users.noreply.${new URL(config.githubServerUrl).hostname}`;
  const email = config.gitAuthorEmail ?? `ai-coding-agent@${noreplyDomain}`;
  return {
    repositories: new GitHubRepositories(clients),
    issues: new GitHubIssues(clients, new GitHubPermissions(clients)),
    pullRequests: new GitHubPullRequests(clients),
    comments: new GitHubJobComments(clients, config.agentLogin),
    checkouts: new GitCheckouts({
      serverUrl: config.githubServerUrl,
      workspaceDirectory: config.workspaceDir,
      author: { name: config.gitAuthorName, email },
      token: () => clients.token(),
      environment,
    }),
    agent: new AiderAgent({
      runner,
      model: config.llmModel,
      ...(config.llmWeakModel && { weakModel: config.llmWeakModel }),
      ...(config.llmEditorModel && { editorModel: config.llmEditorModel }),
      allowedEnv: provider,
      prices: config.llmPrices,
      maxLlmCalls: config.jobMaxLlmCalls,
      maxCostUsd: config.jobMaxCostUsd,
      timeoutSeconds: config.jobTimeoutSeconds,
    }),
    ...(config.verifyCommand && {
      verifier: new AiderVerifier({
        runner,
        command: config.verifyCommand,
        timeoutSeconds: Math.ceil(config.jobTimeoutSeconds / 2),
        secrets,
      }),
    }),
    policy: {
      allowsRepository: repositoryAllowlist(config.repositoryAllowlist),
      allowsModel: (model) =>
        (config.llmAllowedModels.length > 0 ? config.llmAllowedModels : [config.llmModel]).includes(model),
      noreplyDomain,
    },
  };
}
