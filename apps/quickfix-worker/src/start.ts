import { AiderAgent, isProviderSetting, isSecretName, RunnerProcess } from '@ai-coding-agent/aider-runner';
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
import { GitleaksScanner } from '@ai-coding-agent/secret-scanner';
import { Logger } from '@nestjs/common';
import { QuickfixWork } from './quickfix-work.js';
import { environment, QuickfixConfig } from './quickfix.config.js';
import { QuickfixModule } from './quickfix.module.js';

const APP = 'quickfix-worker';

/** Composition root: which adapter fills which port. */
export async function start(): Promise<RunningApp> {
  const { config, secrets } = loadConfig(QuickfixConfig, environment);
  const provider = providerSettings(environment, { isSetting: isProviderSetting, isSecret: isSecretName });
  Logger.overrideLogger(new JsonLogger(APP, config.logLevel, [...secrets, ...provider.secrets]));
  await removeLeftovers(config.workspaceDir);

  const runner = new RunnerProcess({
    pool: config.jobConcurrency,
    ...(config.aiderPython && { python: config.aiderPython }),
    ...(environment['PATH'] && { path: environment['PATH'] }),
  });
  runner.ready().catch((error: unknown) => new Logger('Runner').error('the coding agent cannot be started', error));
  const work = new QuickfixWork({
    tools: toolsOf(config, provider.values, runner, [...secrets, ...provider.secrets]),
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

function toolsOf(
  config: QuickfixConfig,
  provider: Record<string, string>,
  runner: RunnerProcess,
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
    secrets: new GitleaksScanner(secrets),
    policy: {
      allowsRepository: repositoryAllowlist(config.repositoryAllowlist),
      allowsModel: (model) =>
        (config.llmAllowedModels.length > 0 ? config.llmAllowedModels : [config.llmModel]).includes(model),
      noreplyDomain,
    },
  };
}
