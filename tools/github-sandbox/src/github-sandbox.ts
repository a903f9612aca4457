import type { Fault, Faults, InjectedFault } from './front/faults.js';
import type { RecordedRequest } from './front/request-log.js';
import { appApi, type AppApi } from './library/app-api.js';
import { gitApi, type GitApi } from './library/git-api.js';
import { issueApi, type IssueApi } from './library/issue-api.js';
import { peopleApi, type PeopleApi } from './library/people-api.js';
import { pullRequestApi, type PullRequestApi } from './library/pull-request-api.js';
import { repositoryApi, type RepositoryApi } from './library/repository-api.js';
import { webhookApi, type WebhookApi } from './library/webhook-api.js';
import type { WebhookSender } from './webhooks/webhook-sender.js';
import type { World } from './world/world.js';

/** A running sandbox. What its methods do bypasses permissions; what comes in over HTTP does not. */
export interface GitHubSandbox extends PeopleApi, RepositoryApi, GitApi, IssueApi, PullRequestApi, AppApi, WebhookApi {
  /** For `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** For `GITHUB_SERVER_URL`. */
  readonly serverUrl: string;
  /** Every request so far, oldest first, but those to `/__sandbox`. */
  readonly requests: readonly RecordedRequest[];
  /** Lets the next matching request, on REST or git, go wrong. */
  injectFault(fault: Fault): InjectedFault;
  clearFaults(): void;
  /** Closes every connection; removes the repositories when their folder was a temporary one. */
  close(): Promise<void>;
}

export function gitHubSandbox(
  world: World,
  sender: WebhookSender,
  faults: Faults,
  requests: readonly RecordedRequest[],
  close: () => Promise<void>,
): GitHubSandbox {
  return {
    apiUrl: world.addresses.api,
    serverUrl: world.addresses.server,
    requests,
    injectFault: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),
    close,
    ...peopleApi(world),
    ...repositoryApi(world),
    ...gitApi(world),
    ...issueApi(world),
    ...pullRequestApi(world),
    ...appApi(world),
    ...webhookApi(world, sender),
  };
}
