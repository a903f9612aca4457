import { join } from 'node:path';
import {
  AiderAgent,
  AiderVerifier,
  runsElsewhere,
  type AiderRunner,
  type OpenGateway,
} from '@ai-coding-agent/aider-runner';
import { GitCheckouts } from '@ai-coding-agent/git-ops';
import {
  createGitHubClients,
  GitHubIssues,
  GitHubJobComments,
  GitHubPermissions,
  GitHubPullRequests,
  GitHubReactions,
  GitHubRepositories,
} from '@ai-coding-agent/github-access';
import { redact } from '@ai-coding-agent/failures';
import { LiveComments, type QuickfixTools, type RefineTools } from '@ai-coding-agent/job-pipeline';
import { GitleaksScanner } from '@ai-coding-agent/secret-scanner';
import { githubAccess, jobPageAddress, repositoryAllowlist, type WorkerConfig } from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import { isWalledOff } from './is-walled-off.js';
import type { PriceBook } from './models/price-book.js';

/** Through a gateway that keeps the credentials, or with credentials and network of the agent's own. */
export type ModelAccess =
  { readonly openGateway: OpenGateway } | { readonly allowedEnv: Readonly<Record<string, string>> };

/** Every port, filled. A worker takes those that its jobs need. */
export interface WorkerTools extends QuickfixTools, RefineTools {}

export interface WorkerToolsParts {
  readonly config: WorkerConfig;
  /** The agent's way to its models. */
  readonly models: ModelAccess;
  readonly runner: AiderRunner;
  readonly prices: Pick<PriceBook, 'hasPrice'>;
  /** What must neither be pushed nor shown. */
  readonly secrets: readonly string[];
  /** Variables of the process, from which git gets `PATH`, proxies and certificates. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Which adapter fills which port. */
export function workerTools({ config, models, runner, prices, secrets, environment }: WorkerToolsParts): WorkerTools {
  const clients = createGitHubClients({ ...githubAccess(config), secrets });
  const permissions = new GitHubPermissions(clients);
  const noreplyDomain = `users.noreply.${new URL(config.githubServerUrl).hostname}`;
  const email = config.gitAuthorEmail ?? `ai-coding-agent@${noreplyDomain}`;
  const logger = new Logger('Feedback');
  const feedbackLost = (error: unknown) => logger.warn('people could not be told how a job goes', { error });
  return {
    repositories: new GitHubRepositories(clients),
    issues: new GitHubIssues(clients, permissions),
    pullRequests: new GitHubPullRequests(clients),
    permissions,
    comments: new LiveComments(new GitHubJobComments(clients, config.agentLogin), feedbackLost),
    reactions: new GitHubReactions(clients),
    jobPage: jobPageAddress(config.publicUrl),
    hasPrice: (model) => prices.hasPrice(model),
    feedbackLost,
    hideSecrets: (text) => redact(text, secrets),
    checkouts: new GitCheckouts({
      serverUrl: config.githubServerUrl,
      workspaceDirectory: config.workspaceDir,
      author: { name: config.gitAuthorName, email },
      token: (repository) => clients.token(repository),
      environment,
      mirrors: {
        directory: join(config.cacheDir, 'mirrors'),
        isWalledOff: () => isWalledOff(config.agentSandbox, runner),
      },
      sharedWithGroup: runsElsewhere(config.agentSandbox),
    }),
    agent: new AiderAgent({
      runner,
      server: config.githubServerUrl,
      model: config.llmModel,
      ...(config.llmWeakModel && { weakModel: config.llmWeakModel }),
      ...(config.llmEditorModel && { editorModel: config.llmEditorModel }),
      ...models,
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
    secrets: new GitleaksScanner(secrets),
    policy: {
      allowsRepository: repositoryAllowlist(config.repositoryAllowlist),
      allowsModel: (model) =>
        (config.llmAllowedModels.length > 0 ? config.llmAllowedModels : [config.llmModel]).includes(model),
      noreplyDomain,
    },
  };
}
