import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE, seedSampleRepository, startGitHubSandbox, type GitHubSandbox } from '@ai-coding-agent/github-sandbox';
import { startScriptedModel, type ModelScript, type ScriptedModel } from '@ai-coding-agent/testing';
import { startApp, type AppProcess } from './app-process.js';
import { JobClient } from './job-client.js';

export type AppName = 'ingest-api' | 'quickfix-worker' | 'refine-worker';

export interface LocalSystemOptions {
  readonly rabbitmqUrl: string;
  /** What the scripted model answers; absent when `env` names a real one. */
  readonly script?: ModelScript;
  /** Further settings of all apps. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onLog?: (app: AppName, line: string) => void;
  /** Requests an hour that GitHub lets the agent make; 5,000 by default, as GitHub does. */
  readonly githubRateLimit?: number;
  /** Where the workers get a folder for their checkouts; with all other temporary files by default. */
  readonly workspaceIn?: string;
  /** Apps to start; all of them by default. */
  readonly apps?: readonly AppName[];
}

/** The whole system on this machine: a sandbox GitHub, a scripted model, and the built apps as processes. */
export interface LocalSystem {
  readonly sandbox: GitHubSandbox;
  /** Undefined when the system works with a real model. */
  readonly model: ScriptedModel | undefined;
  readonly client: JobClient;
  readonly apps: Readonly<Partial<Record<AppName, AppProcess>>>;
  readonly workspace: string;
  /** Settings that the apps were started with, secrets included. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts one more process of an app, or an app anew. */
  startApp(app: AppName, env?: Readonly<Record<string, string>>): Promise<AppProcess>;
  /** Lets the sandbox tell ingest-api what happens in a repository; the sample's is connected from the start. */
  connectWebhook(repository: string): void;
  /** What the workers left in their workspace folder. */
  leftovers(): Promise<string[]>;
  close(): Promise<void>;
}

export const API_TOKEN = 'local-api-token';
export const WEBHOOK_SECRET = 'local-webhook-secret';
export const MODEL_KEY = 'sk-local-model-key';
const ALL: readonly AppName[] = ['ingest-api', 'quickfix-worker', 'refine-worker'];

export async function startLocalSystem(options: LocalSystemOptions): Promise<LocalSystem> {
  const workspace = await mkdtemp(join(options.workspaceIn ?? tmpdir(), 'agent-workspace-'));
  const cache = await mkdtemp(join(tmpdir(), 'agent-cache-'));
  const sandbox = await startGitHubSandbox(options.githubRateLimit ? { rateLimit: options.githubRateLimit } : {});
  const model = options.script && (await startScriptedModel({ script: options.script }));
  const processes: AppProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(processes.map((app) => app.stop()));
    await model?.close();
    await sandbox.close();
    for (const folder of [workspace, cache]) await rm(folder, { recursive: true, force: true });
  };
  const env: Record<string, string> = {
    RABBITMQ_URL: options.rabbitmqUrl,
    GITHUB_API_URL: sandbox.apiUrl,
    GITHUB_SERVER_URL: sandbox.serverUrl,
    GITHUB_TOKEN: SAMPLE.agent.token,
    AGENT_LOGIN: SAMPLE.agent.login,
    INGEST_API_TOKENS: `local:${API_TOKEN}`,
    WORKSPACE_DIR: workspace,
    CACHE_DIR: cache,
    ...(model && { LLM_MODEL: 'openai/scripted', OPENAI_API_KEY: MODEL_KEY, OPENAI_API_BASE: model.url }),
    ...options.env,
  };
  const start = async (app: AppName, more: Readonly<Record<string, string>> = {}): Promise<AppProcess> => {
    const onLog = (line: string) => options.onLog?.(app, line);
    const own: Record<string, string> = app === 'ingest-api' ? { GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET } : {};
    const process = await startApp({ app, env: { ...own, ...env, ...more }, onLog });
    processes.push(process);
    await process.untilReady();
    return process;
  };
  try {
    await seedSampleRepository(sandbox);
    const names = options.apps ?? ALL;
    const started = await Promise.all(names.map(async (name) => [name, await start(name)] as const));
    const apps = Object.fromEntries(started) as Partial<Record<AppName, AppProcess>>;
    const api = apps['ingest-api'];
    const connectWebhook = (repository: string): void => {
      if (!api) throw new Error('there is no ingest-api that could be told');
      const secret = env['GITHUB_WEBHOOK_SECRET'] ?? WEBHOOK_SECRET;
      sandbox.addWebhook(repository, { url: `${api.url}/webhooks/github`, secret, events: ['*'] });
    };
    if (api) connectWebhook(SAMPLE.repository);
    return {
      sandbox,
      model,
      connectWebhook,
      client: new JobClient(api?.url ?? '', API_TOKEN),
      apps,
      workspace,
      env,
      startApp: start,
      leftovers: () => readdir(workspace),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
