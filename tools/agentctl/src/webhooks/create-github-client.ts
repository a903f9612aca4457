import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import { httpUrl, required, setting } from '../settings.js';

const PatientOctokit = Octokit.plugin(retry, throttling);

/** A GitHub client, and whether it acts as an App. */
export interface GitHubClient {
  readonly octokit: Octokit;
  readonly isApp: boolean;
}

/**
 * Signs in as the App of `GITHUB_APP_ID` and `GITHUB_APP_PRIVATE_KEY`, else with `GITHUB_TOKEN`. Waits as long as
 * GitHub's rate limits ask: this is bulk work and nobody's job hangs on it.
 */
export function createGitHubClient(env: NodeJS.ProcessEnv): GitHubClient {
  const appId = setting(env, 'GITHUB_APP_ID');
  const token = setting(env, 'GITHUB_TOKEN');
  if (!appId && !token) {
    const message = 'GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY, or GITHUB_TOKEN, are not set';
    throw new CommandFailure(message, EXIT_CODES.usage);
  }
  const wait = (_seconds: number, _options: object, _octokit: unknown, retries: number) => retries < 3;
  const silent = () => undefined;
  const octokit = new PatientOctokit({
    baseUrl: httpUrl(env, 'GITHUB_API_URL', 'https://api.github.com'),
    userAgent: 'ai-coding-agent-agentctl',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    throttle: { onRateLimit: wait, onSecondaryRateLimit: wait },
    ...(appId ? { authStrategy: createAppAuth, auth: { appId, privateKey: privateKey(env) } } : { auth: token }),
  });
  return { octokit, isApp: appId !== undefined };
}

/** In one-line settings the line breaks of the key are often written as `\n`. */
function privateKey(env: NodeJS.ProcessEnv): string {
  return required(env, 'GITHUB_APP_PRIVATE_KEY').replaceAll('\\n', '\n');
}
