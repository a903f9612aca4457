import { createPrivateKey } from 'node:crypto';
import { IsOptional, IsString, IsUrl, Matches, ValidateBy } from 'class-validator';
import { AppConfig } from './app-config.js';
import type { Secret } from './secret.js';
import { Setting } from './setting.js';

const WEB_ADDRESS = { require_tld: false, protocols: ['http', 'https'], require_protocol: true };

/** Settings of every app that talks to GitHub. */
export abstract class GitHubConfig extends AppConfig {
  @Setting('GITHUB_API_URL') @IsUrl(WEB_ADDRESS) readonly githubApiUrl: string = 'https://api.github.com';
  @Setting('GITHUB_SERVER_URL') @IsUrl(WEB_ADDRESS) readonly githubServerUrl: string = 'https://github.com';

  @Setting('GITHUB_TOKEN', { secret: true }) @IsOptional() @IsString() readonly githubToken?: Secret;
  /** Number or client id of a GitHub App, which is preferred to a token. */
  @Setting('GITHUB_APP_ID')
  @IsOptional()
  @Matches(/^[\w.]{1,64}$/, { message: 'must be the number or the client id of the App' })
  readonly githubAppId?: string;
  @Setting('GITHUB_APP_PRIVATE_KEY', { secret: true, parse: withLineBreaks })
  @IsOptional()
  @IsPrivateKey()
  readonly githubAppPrivateKey?: Secret;

  @Setting('AGENT_LOGIN') @IsOptional() @Matches(/^[\w-]+(?:\[bot\])?$/) readonly agentLogin?: string;
  /** Where people reach ingest-api, for links to the pages of jobs. */
  @Setting('PUBLIC_URL') @IsOptional() @IsUrl(WEB_ADDRESS) readonly publicUrl?: string;

  /** Whether there are credentials for GitHub. */
  hasGitHubAccess(): boolean {
    return this.githubToken !== undefined || this.githubAppId !== undefined;
  }

  problems(): readonly string[] {
    if ((this.githubAppId === undefined) === (this.githubAppPrivateKey === undefined)) return [];
    return ['GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: both are required, or none'];
  }
}

/** The credentials that are configured, as plain text: for the one place that hands them to GitHub's client. */
export function githubAccess(config: GitHubConfig) {
  const { githubApiUrl, githubToken, githubAppId, githubAppPrivateKey } = config;
  return {
    apiUrl: githubApiUrl,
    token: githubToken?.reveal(),
    app:
      githubAppId !== undefined && githubAppPrivateKey
        ? { appId: githubAppId, privateKey: githubAppPrivateKey.reveal() }
        : undefined,
  };
}

/** The page of a job at ingest-api, when people can reach that. */
export function jobPageAddress(publicUrl: string | undefined): ((jobId: string) => string) | undefined {
  return publicUrl === undefined ? undefined : (jobId) => `${publicUrl.replace(/\/+$/, '')}/jobs/${jobId}`;
}

/** A variable that holds a key often has its line breaks written as `\n`. */
function withLineBreaks(text: string): string {
  return `${text.replaceAll('\\r', '').replaceAll('\\n', '\n').trim()}\n`;
}

function IsPrivateKey(): PropertyDecorator {
  return ValidateBy({
    name: 'isPrivateKey',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isRsaKey(value),
      defaultMessage: () => 'must be the private key of the App, as the PEM file that GitHub gave',
    },
  });
}

function isRsaKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
