import type { Octokit } from '@octokit/rest';
import { CommandFailure, EXIT_CODES } from '../exit-code.js';
import type { GitHubClient } from './create-github-client.js';

/** One attempt of GitHub to deliver an event; `path` is where it can be asked to try again. */
export interface HookDelivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly deliveredAt: string;
  readonly statusCode: number;
  readonly status: string;
  readonly path: string;
}

interface RawDelivery {
  readonly id: number;
  readonly guid: string;
  readonly delivered_at: string;
  readonly status: string;
  readonly status_code: number;
  readonly event: string;
  readonly action: string | null;
}

export interface HookPlace {
  readonly repo?: string;
  readonly org?: string;
}

/** Our route: other webhooks of the same repository belong to somebody else. */
const ROUTE = '/webhooks/github';

/** Where the deliveries of our webhooks are: of the App, of a repository or of an organisation. */
export async function deliveryPaths({ octokit, isApp }: GitHubClient, { repo, org }: HookPlace): Promise<string[]> {
  if (repo === undefined && org === undefined) {
    if (isApp) return ['/app/hook/deliveries'];
    throw new CommandFailure('with GITHUB_TOKEN, --repo or --org is needed', EXIT_CODES.usage);
  }
  const owner = repo === undefined ? `/orgs/${encodeURIComponent(org ?? '')}` : `/repos/${repositoryPath(repo)}`;
  const hooks = await octokit.paginate<{ id: number; config: { url?: string } }>(`GET ${owner}/hooks`, {
    per_page: 100,
  });
  const ours = hooks.filter(({ config }) => isOurs(config.url));
  if (ours.length === 0) {
    throw new CommandFailure(`${repo ?? org} has no webhook that ends in ${ROUTE}`, EXIT_CODES.notFound);
  }
  return ours.map(({ id }) => `${owner}/hooks/${id}/deliveries`);
}

/** The deliveries since a time, newest first. */
export async function deliveriesSince(octokit: Octokit, path: string, since: number): Promise<HookDelivery[]> {
  const deliveries: HookDelivery[] = [];
  for await (const { data } of octokit.paginate.iterator(`GET ${path}`, { per_page: 100 })) {
    for (const raw of data as RawDelivery[]) {
      if (Date.parse(raw.delivered_at) < since) return deliveries;
      const { id, guid, event, action, status, delivered_at: deliveredAt, status_code: statusCode } = raw;
      deliveries.push({ id, guid, event, action, status, deliveredAt, statusCode, path: `${path}/${id}/attempts` });
    }
  }
  return deliveries;
}

function isOurs(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).pathname.replace(/\/+$/, '').endsWith(ROUTE);
}

function repositoryPath(repo: string): string {
  const [owner, name, ...more] = repo.split('/');
  if (!owner || !name || more.length > 0) throw new CommandFailure('--repo must be OWNER/NAME', EXIT_CODES.usage);
  return `${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}
