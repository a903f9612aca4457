import { mergeBase } from '../../git/merge-base.js';
import { readCommits, type Commit, type Signature } from '../../git/read-commits.js';
import { readPathsChanged } from '../../git/read-paths-changed.js';
import { renderRepository, repositoryPage } from '../../render/render-repository.js';
import type { PushChange } from '../../world/change.js';
import { emailOf } from '../../world/email-of.js';
import { branchTip, type Repository } from '../../world/repository.js';
import type { World } from '../../world/world.js';

const NO_COMMIT = '0'.repeat(40);
const MOST_COMMITS = 2048;

/** What a push event says besides its sender. */
export async function pushPayload(world: World, { repository, sender, ref, before, after }: PushChange) {
  const { directory } = repository;
  const page = repositoryPage(world.addresses, repository);
  const rendered = renderRepository(world.addresses, repository);
  const from = before ?? branchTip(repository, repository.defaultBranch);
  const range = from && from !== after ? [`${from}..${after}`] : [after ?? ''];
  const pushed = after ? await readCommits(directory, `-${MOST_COMMITS}`, '--reverse', ...range) : [];
  const commits = await Promise.all(pushed.map((commit) => describe(page, directory, commit)));
  const forced = Boolean(before && after) && (await mergeBase(directory, before ?? '', after ?? '')) !== before;
  return {
    ref,
    before: before ?? NO_COMMIT,
    after: after ?? NO_COMMIT,
    base_ref: null,
    created: before === undefined,
    deleted: after === undefined,
    forced,
    compare: `${page}/compare/${(before ?? NO_COMMIT).slice(0, 12)}...${(after ?? NO_COMMIT).slice(0, 12)}`,
    commits,
    head_commit: commits.at(-1) ?? (after ? await describeTip(page, directory, after) : null),
    pusher: { name: sender.login, email: emailOf(sender) },
    repository: { ...rendered, ...epochs(repository), stargazers: 0, master_branch: repository.defaultBranch },
  };
}

/** Push events alone give these times in seconds since 1970. */
function epochs({ createdAt, pushedAt }: Repository) {
  return { created_at: Date.parse(createdAt) / 1000, pushed_at: Date.parse(pushedAt) / 1000 };
}

async function describeTip(page: string, directory: string, tip: string) {
  const [commit] = await readCommits(directory, '-1', tip);
  return commit ? describe(page, directory, commit) : null;
}

async function describe(page: string, directory: string, commit: Commit) {
  const person = ({ name, email, date }: Signature) => ({ name, email, date });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${page}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    ...(await readPathsChanged(directory, commit.sha)),
  };
}
