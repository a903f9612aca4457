import { AiderAgent, type RunnerProcess } from '@ai-coding-agent/aider-runner';
import { GitCheckouts } from '@ai-coding-agent/git-ops';
import {
  GitHubIssues,
  GitHubJobComments,
  GitHubPermissions,
  GitHubPullRequests,
  GitHubRepositories,
  TokenClients,
} from '@ai-coding-agent/github-access';
import type { QuickfixTools, RefineTools } from '@ai-coding-agent/job-pipeline';
import { GitleaksScanner } from '@ai-coding-agent/secret-scanner';
import { repositoryAllowlist, type WorkerConfig } from '@ai-coding-agent/service-kit';

/** Every port, filled. A worker takes those that its jobs need. */
export interface WorkerTools extends QuickfixTools, RefineTools {}

export interface WorkerToolsParts {
  readonly config: WorkerConfig;
  /** Settings of the model's provider. */
  readonly provider: Readonly<Record<string, string>>;
  readonly runner: RunnerProcess;
  /** What must not be pushed. */
  readonly secrets: readonly string[];
  /** Variables of the process, from which git gets `PATH`, proxies and certificates. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Which adapter fills which port. */
export function workerTools({ config, provider, runner, secrets, environment }: WorkerToolsParts): WorkerTools {
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
