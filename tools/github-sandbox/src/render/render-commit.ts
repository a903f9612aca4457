import type { Commit, Signature } from '../git/read-commits.js';
import { emailOf } from '../world/email-of.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { nodeId } from './node-id.js';
import { repositoryPage, repositoryUrl } from './render-repository.js';
import { renderUser } from './render-user.js';

const NOT_SIGNED = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };

/** A commit as the lists of commits show it. */
export function renderCommit(world: World, repository: Repository, commit: Commit) {
  const url = repositoryUrl(world.addresses, repository);
  const page = repositoryPage(world.addresses, repository);
  return {
    url: `${url}/commits/${commit.sha}`,
    sha: commit.sha,
    node_id: nodeId('C', Number.parseInt(commit.sha.slice(0, 8), 16)),
    html_url: `${page}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: `${url}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      verification: NOT_SIGNED,
    },
    author: accountOf(world, commit.author),
    committer: accountOf(world, commit.committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/commit/${sha}`,
    })),
  };
}

/** The account that an address belongs to. */
function accountOf(world: World, { email }: Signature) {
  for (const account of world.accounts.values()) {
    if (emailOf(account).toLowerCase() === email.toLowerCase()) return renderUser(world.addresses, account);
  }
  return null;
}
