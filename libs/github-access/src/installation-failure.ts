import { JobFailure } from '@ai-coding-agent/failures';
import { hasStatus, toGitHubFailure } from './github-failure.js';

/** What went wrong when a token of an installation was asked for, as a failure that says what to do. */
export function toInstallationFailure(error: unknown): unknown {
  // Without a valid App there is nothing that could be missing.
  if (hasStatus(error, 404) && /integration not found/i.test(error.message)) {
    return new JobFailure('github-auth', { detail: 'there is no GitHub App with this GITHUB_APP_ID', cause: error });
  }
  if (hasStatus(error, 404)) {
    return new JobFailure('repository-not-found', { detail: 'the GitHub App is not installed on it', cause: error });
  }
  if (hasStatus(error, 422) && /permissions/i.test(error.message)) {
    const detail = 'the installation of the GitHub App lacks permissions: a new one may wait for approval';
    return new JobFailure('github-forbidden', { detail, cause: error });
  }
  if (hasStatus(error, 422)) {
    const detail = 'the installation of the GitHub App does not include it';
    return new JobFailure('repository-not-found', { detail, cause: error });
  }
  return toGitHubFailure(error, 'repository-not-found');
}
