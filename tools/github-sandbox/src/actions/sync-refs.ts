import { mergeBase } from '../git/merge-base.js';
import { readRefs } from '../git/read-refs.js';
import type { Account } from '../world/account.js';
import type { PullRequest } from '../world/pull-request.js';
import type { Repository } from '../world/repository.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';
import { changeState } from './edit-issue.js';
import { keepPullRequestRef } from './keep-pull-request-ref.js';

interface RefChange {
  readonly ref: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

const running = new WeakMap<Repository, Promise<void>>();

/** Learns what a push did to the branches, and lets pull requests follow. One at a time per repository. */
export function syncRefs(world: World, repository: Repository, sender: Account): Promise<void> {
  const before = running.get(repository) ?? Promise.resolve();
  const sync = before.then(() => syncNow(world, repository, sender));
  running.set(
    repository,
    sync.catch(() => undefined),
  );
  return sync;
}

async function syncNow(world: World, repository: Repository, sender: Account): Promise<void> {
  const old = repository.refs;
  const refs = await readRefs(repository.directory);
  const changes = [...new Set([...old.keys(), ...refs.keys()])]
    .map((ref): RefChange => ({ ref, before: old.get(ref), after: refs.get(ref) }))
    .filter(({ before, after }) => before !== after);
  repository.refs = refs;
  for (const change of changes) {
    repository.pushedAt = timestamp();
    world.tell({ event: 'push', action: null, repository, sender, ...change });
    const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
    if (branch) await followBranch(world, repository, sender, branch, change.after);
  }
}

async function followBranch(
  world: World,
  repository: Repository,
  sender: Account,
  branch: string,
  tip: string | undefined,
): Promise<void> {
  for (const pull of openPullRequests(world)) {
    if (pull.head.repository === repository && pull.head.branch === branch) await followHead(world, pull, sender, tip);
    if (pull.issue.repository === repository && pull.base.branch === branch) await followBase(world, pull, sender, tip);
  }
}

function openPullRequests(world: World): PullRequest[] {
  const issues = [...world.repositories.values()].flatMap((repository) => [...repository.issues.values()]);
  return issues.flatMap(({ state, pull }) => (state === 'open' && pull ? [pull] : []));
}

async function followHead(world: World, pull: PullRequest, sender: Account, tip: string | undefined): Promise<void> {
  if (!tip) return changeState(world, pull.issue, sender, 'closed');
  const commits = { before: pull.head.sha, after: tip };
  pull.head.sha = tip;
  pull.issue.updatedAt = timestamp();
  await keepPullRequestRef(pull);
  const { issue } = pull;
  world.tell({ event: 'issues', action: 'synchronize', repository: issue.repository, sender, issue, commits });
}

async function followBase(world: World, pull: PullRequest, sender: Account, tip: string | undefined): Promise<void> {
  if (!tip) return changeState(world, pull.issue, sender, 'closed');
  pull.base.sha = tip;
  if ((await mergeBase(pull.issue.repository.directory, tip, pull.head.sha)) !== pull.head.sha) return;
  pull.merged = { at: timestamp(), by: sender, sha: tip };
  changeState(world, pull.issue, sender, 'closed');
}
