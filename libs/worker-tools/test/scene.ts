import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AiderAgent, type AiderRunner } from '@ai-coding-agent/aider-runner';
import type { EditReply, EditRequest, JobUsage } from '@ai-coding-agent/job-pipeline';
import { gatewayOpener } from '../src/models/gateway-opener.js';
import { PriceBook } from '../src/models/price-book.js';
import { resolveRoutes } from '../src/models/resolve-routes.js';

export const KEY = 'sk-key-of-the-provider-that-stays-outside';
export const APP = 'def hello():\n    return "hi"\n';
export const EDITED_APP = 'def hello():\n    return "bye"\n';
export const APP_EDIT =
  'app.py\n```\n<<<<<<< SEARCH\n    return "hi"\n=======\n    return "bye"\n>>>>>>> REPLACE\n```\n';

export interface SceneOptions {
  readonly runner: AiderRunner;
  readonly model: string;
  /** Settings of the model's provider. */
  readonly settings: Readonly<Record<string, string>>;
  readonly prices?: Readonly<Record<string, { prompt: number; completion: number }>>;
  readonly limits?: { readonly maxLlmCalls: number; readonly maxCostUsd: number };
}

/** An agent wired as in a worker, with a checkout for it. */
export function setScene({ runner, model, settings, prices = {}, limits }: SceneOptions) {
  const directory = mkdtempSync(join(tmpdir(), 'wired-'));
  const workspace = mkdtempSync(join(tmpdir(), 'wired-workspace-'));
  const git = (...args: string[]) => execFileSync('git', ['-C', directory, '-c', 'user.name=a', ...args]);
  git('init', '--quiet');
  writeFileSync(join(directory, 'app.py'), APP);
  git('add', '.');
  git('-c', 'user.email=a@localhost', 'commit', '--quiet', '--message=begin');
  const openGateway = gatewayOpener({
    routes: resolveRoutes([{ model, setting: 'LLM_MODEL' }], settings),
    prices: new PriceBook(runner, prices),
    workspaceDirectory: workspace,
    isShared: false,
  });
  const agent = new AiderAgent({
    ...{ runner, model, openGateway, mapTokens: 0, timeoutSeconds: 60, maxLlmCalls: 20, maxCostUsd: 2 },
    ...limits,
  });
  const usages: JobUsage[] = [];
  return {
    openGateway,
    /** What was told of the usage, one after the other. */
    usages,
    edit: (more: Partial<EditRequest> = {}): Promise<EditReply> =>
      agent.edit({
        ...{ jobId: 'job', directory, prompt: 'Say bye.', files: ['app.py'], model: undefined, maxCostUsd: undefined },
        signal: new AbortController().signal,
        onUsage: (usage) => usages.push(usage),
        ...more,
      }),
    read: () => readFileSync(join(directory, 'app.py'), 'utf8'),
    /** What gateways left behind. */
    leftovers: () => readdirSync(workspace),
    remove: () => [directory, workspace].forEach((folder) => rmSync(folder, { recursive: true, force: true })),
  };
}
