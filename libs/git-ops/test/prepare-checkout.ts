import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Checkout, CheckoutRequest, CommitText } from '@ai-coding-agent/job-pipeline';
import { GitCheckouts, type GitCheckoutsOptions } from '../src/index.js';
import { AGENT, TOKEN, type TestForge } from './test-forge.js';

export const REPOSITORY = 'acme/shop';
export const BRANCH = 'ai-agent/quickfix-issue-42';
export const TEXT: CommitText = { subject: 'Fix the greeting', body: '', trailers: [['Job-Id', 'job-1']] };

export const never = (): AbortSignal => new AbortController().signal;

export function gitCheckouts(forge: TestForge, options: Partial<GitCheckoutsOptions> = {}): GitCheckouts {
  return new GitCheckouts({
    serverUrl: forge.url,
    workspaceDirectory: forge.workspace,
    author: AGENT,
    token: async () => TOKEN,
    environment: { PATH: process.env['PATH'] },
    ...options,
  });
}

export async function prepareCheckout(
  forge: TestForge,
  request: Partial<CheckoutRequest> = {},
  options: Partial<GitCheckoutsOptions> = {},
): Promise<Checkout> {
  return gitCheckouts(forge, options).prepare({
    jobId: 'job-1',
    repository: REPOSITORY,
    base: 'main',
    branch: BRANCH,
    signal: never(),
    ...request,
  });
}

/** What an agent does: writes a file, whatever was there. */
export function edit(checkout: Checkout, path: string, content: string | Buffer): void {
  const file = join(checkout.directory, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Commits whatever changed. */
export async function commitAll(checkout: Checkout, text: CommitText = TEXT): Promise<string> {
  return checkout.commit(await checkout.changes(), text);
}

/** The changes, one line each. */
export async function changeLines(checkout: Checkout): Promise<string[]> {
  return (await checkout.changes()).map(({ kind, type, size, path }) => `${kind} ${type} ${size} ${path}`);
}

/** The failure that something ends with. */
export async function failureOf(promise: Promise<unknown>): Promise<JobFailure> {
  const error: unknown = await promise.then(
    () => new Error('It should have failed.'),
    (reason: unknown) => reason,
  );
  if (error instanceof JobFailure) return error;
  throw error;
}
