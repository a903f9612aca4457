import { RequestError } from '@octokit/request-error';
import { CommandFailure, EXIT_CODES, type ExitCode } from '../exit-code.js';
import { plainText } from '../output/plain-text.js';
import { printTable } from '../output/print-table.js';
import { printJson } from '../output/wants-json.js';
import type { GitHubClient } from './create-github-client.js';
import { deliveriesSince, deliveryPaths, type HookPlace } from './hook-deliveries.js';
import { lostDeliveries } from './lost-deliveries.js';

/** How long GitHub keeps deliveries and can repeat them. */
const THREE_DAYS_MS = 3 * 86_400_000;

/** Has GitHub deliver again what never arrived. The same `X-GitHub-Delivery` is the same job, so nothing doubles. */
export async function recoverWebhooks(
  github: GitHubClient,
  place: HookPlace,
  { yes, json }: { readonly yes: boolean; readonly json: boolean },
): Promise<void> {
  try {
    const since = Date.now() - THREE_DAYS_MS;
    const paths = await deliveryPaths(github, place);
    const all = await Promise.all(paths.map((path) => deliveriesSince(github.octokit, path, since)));
    const lost = all.flatMap(lostDeliveries);
    if (yes) for (const { path } of lost) await github.octokit.request(`POST ${path}`);
    const deliveries = lost.map(({ path: _, ...delivery }) => delivery);
    if (json) return printJson({ dryRun: !yes, deliveries });
    if (lost.length === 0) return console.error('no delivery of the last three days is missing');
    printTable(
      ['DELIVERY', 'EVENT', 'ACTION', 'AT', 'ANSWER'],
      lost.map(({ guid, event, action, deliveredAt, statusCode, status }) => [
        guid,
        event,
        action ?? '',
        deliveredAt,
        `${statusCode} ${status}`,
      ]),
    );
    console.error(yes ? `GitHub delivers ${lost.length} again.` : 'Nothing was done: add --yes.');
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): unknown {
  if (error instanceof CommandFailure) return error;
  if (error instanceof RequestError) {
    return new CommandFailure(`GitHub answered ${error.status}: ${plainText(error.message)}`, codeOf(error.status));
  }
  // What comes from reading a broken private key quotes no part of it, but says nothing either.
  return new CommandFailure('GitHub could not be asked: are GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY right?');
}

function codeOf(status: number): ExitCode {
  if (status === 404) return EXIT_CODES.notFound;
  if (status === 401 || status === 403) return EXIT_CODES.notPermitted;
  return status === 429 || status >= 500 ? EXIT_CODES.unavailable : EXIT_CODES.failed;
}
