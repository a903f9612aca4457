import { createGitHubClients, type GitHubClients } from '@ai-coding-agent/github-access';
import { JobLocks, JobPublisher, readJobEvent } from '@ai-coding-agent/messaging';
import {
  appMetrics,
  githubAccess,
  Health,
  JsonLogger,
  loadConfig,
  openAppBroker,
  repositoryAllowlist,
  type RunningApp,
} from '@ai-coding-agent/service-kit';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiTokens } from './auth/api-tokens.js';
import { Feedback } from './github-webhook/feedback.js';
import type { WebhookOptions } from './github-webhook/serve-webhook.js';
import { WebhookIntake } from './github-webhook/webhook-intake.js';
import { createHttpApp } from './http.js';
import { environment, IngestConfig } from './ingest.config.js';
import { IngestModule } from './ingest.module.js';
import { JobIntake } from './jobs/job-intake.js';
import { JobOrders } from './jobs/job-orders.js';
import type { JobRules } from './jobs/job-rules.js';
import { JobEventFeed } from './view/job-event-feed.js';
import { JobView } from './view/job-view.js';

const APP = 'ingest-api';
const ALL_INTERFACES = '0.0.0.0';

/** Composition root: which part gets what. */
export async function start(): Promise<RunningApp> {
  const { config, secrets: known } = loadConfig(IngestConfig, environment);
  const secrets = [...known, ...tokensOf(config)];
  Logger.overrideLogger(new JsonLogger(APP, config.logLevel, secrets));
  const isOpen = config.ingestApiAuth === 'disabled';
  const tokens = new ApiTokens(config.ingestApiTokens?.reveal() ?? '', isOpen);
  if (isOpen) new Logger('Auth').warn('INGEST_API_AUTH=disabled: everybody who reaches this port can start jobs');

  const broker = await openAppBroker(APP, config);
  const view = new JobView(broker.publisher, config.maxEndedJobs);
  const health = new Health({
    ready: [
      { name: 'broker-topology', passes: () => broker.topology.isRight },
      { name: 'broker-publisher', passes: () => broker.publisher.isReady },
      { name: 'job-view', passes: () => view.isCaughtUp },
    ],
  });
  const publisher = new JobPublisher(broker.publisher, broker.events, APP);
  const orders = new JobOrders({
    publisher: broker.publisher,
    events: broker.events,
    locks: new JobLocks(broker.connection),
    view,
    messageAt: async (offset) => {
      const data = (await readJobEvent(broker.connection, offset))?.data;
      return data?.kind === 'queued' ? data.message : undefined;
    },
  });
  const rules = rulesOf(config);
  const feedback = new Feedback(clientsOf(config, secrets));
  if (!feedback.hasAccess)
    new Logger('GitHub').warn('no credentials for GitHub: no 👀, and no /cancel, /retry, /status, /help');
  const feed = new JobEventFeed(broker.connection);
  const secret = config.githubWebhookSecret?.reveal();
  const webhook = (app: NestFastifyApplication): WebhookOptions => {
    const { triggerLabel, agentLogin } = config;
    const { allowsRepository } = rules;
    const triggers = { triggerLabel, ...(agentLogin !== undefined && { agentLogin }), allowsRepository };
    return {
      secret,
      intake: new WebhookIntake({ intake: app.get(JobIntake), orders, view, feedback, rules: triggers }),
    };
  };
  const module = IngestModule.with({ publisher, view, rules, tokens, orders, feedback, feed });
  const metrics = appMetrics(APP);
  const http = await createHttpApp({ module, health, metrics, webhook, rateLimitPerMinute: config.rateLimitPerMinute });
  await http.listen(config.port, ALL_INTERFACES);
  const opened = broker.topology.untilRight().then(() => view.open(broker.connection));
  opened.catch((error: unknown) => new Logger('JobView').error('the event stream cannot be read', error));

  return {
    stop: async () => {
      health.drain();
      feed.close();
      await http.close();
      await feedback.drain();
      await view.close();
      await broker.close();
    },
  };
}

function clientsOf(config: IngestConfig, secrets: readonly string[]): GitHubClients | undefined {
  return config.hasGitHubAccess() ? createGitHubClients({ ...githubAccess(config), secrets }) : undefined;
}

function rulesOf(config: IngestConfig): JobRules {
  const { llmAllowedModels, llmModel, jobTimeoutSeconds } = config;
  return {
    allowsRepository: repositoryAllowlist(config.repositoryAllowlist),
    allowedModels: llmAllowedModels.length > 0 ? llmAllowedModels : llmModel ? [llmModel] : [],
    serverHost: new URL(config.githubServerUrl).host,
    maxTimeoutSeconds: { quickfix: jobTimeoutSeconds ?? 900, refine: jobTimeoutSeconds ?? 1_800 },
    maxCostUsd: config.jobMaxCostUsd,
  };
}

/** The single tokens, so that one of them in a log line is hidden as well as all of them. */
function tokensOf({ ingestApiTokens }: IngestConfig): string[] {
  return (ingestApiTokens?.reveal() ?? '').split(',').map((entry) => entry.trim().split(':').slice(1).join(':'));
}
