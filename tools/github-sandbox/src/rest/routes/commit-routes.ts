import { EMPTY_TREE } from '../../git/empty-tree.js';
import { mergeBase } from '../../git/merge-base.js';
import { readChangedFiles } from '../../git/read-changed-files.js';
import { readCommits } from '../../git/read-commits.js';
import { resolveCommit } from '../../git/resolve-commit.js';
import { runGit } from '../../git/run-git.js';
import { renderChangedFile } from '../../render/render-changed-file.js';
import { renderCommit } from '../../render/render-commit.js';
import { repositoryPage, repositoryUrl } from '../../render/render-repository.js';
import { GitHubError, notFound } from '../../world/github-error.js';
import { reads } from '../authorize-call.js';
import { sendComparisonText, wantedText } from '../comparison-text.js';
import { filesBetween } from '../files-between.js';
import { paginate } from '../paginate.js';
import type { AddRoute, Call } from '../repository-routes.js';

/** Commits by themselves and compared. */
export function commitRoutes(route: AddRoute): void {
  route('GET', '/commits/*', reads('contents'), getCommit);
  route('GET', '/compare/*', reads('contents'), getComparison);
}

async function getCommit(call: Call) {
  const { world, repository, params } = call;
  const name = params['*'] ?? '';
  if (repository.refs.size === 0) throw new GitHubError(409, 'Git Repository is empty.');
  const sha = await resolveCommit(repository, name);
  if (!sha) throw new GitHubError(422, `No commit found for SHA: ${name}`);
  const [commit] = await readCommits(repository.directory, '-1', sha);
  if (!commit) throw notFound();
  const [parent = EMPTY_TREE] = commit.parents;
  const text = wantedText(call);
  if (text) return sendComparisonText(call, text, parent, sha);
  if (/\.sha\b/.test(call.request.headers.accept ?? '')) {
    return call.reply.type('application/vnd.github.sha; charset=utf-8').send(sha);
  }
  const files = await readChangedFiles(repository.directory, parent, sha);
  const [additions, deletions] = [sum(files.map((f) => f.additions)), sum(files.map((f) => f.deletions))];
  return {
    ...renderCommit(world, repository, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => renderChangedFile(world.addresses, repository, sha, file)),
  };
}

async function getComparison(call: Call) {
  const { world, repository, params } = call;
  const { directory } = repository;
  const [from = '', to = ''] = (params['*'] ?? '').split('...');
  const base = await resolveCommit(repository, withoutOwner(from));
  const head = await resolveCommit(repository, withoutOwner(to));
  const ancestor = base && head && (await mergeBase(directory, base, head));
  if (!ancestor) throw notFound();
  const text = wantedText(call);
  if (text) return sendComparisonText(call, text, base, head);

  const [behind = 0, ahead = 0] = (
    await runGit(directory, ['rev-list', '--left-right', '--count', `${base}...${head}`])
  )
    .split('\t')
    .map(Number);
  const commits = await readCommits(directory, '--reverse', `${base}..${head}`);
  const [baseCommit] = await readCommits(directory, '-1', base);
  const [mergeBaseCommit] = await readCommits(directory, '-1', ancestor);
  if (!baseCommit || !mergeBaseCommit) throw notFound();
  const files = await filesBetween(repository, base, head);
  const path = `compare/${from}...${to}`;
  const page = `${repositoryPage(world.addresses, repository)}/${path}`;
  return {
    url: `${repositoryUrl(world.addresses, repository)}/${path}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    base_commit: renderCommit(world, repository, baseCommit),
    merge_base_commit: renderCommit(world, repository, mergeBaseCommit),
    status: statusOf(ahead, behind),
    ahead_by: ahead,
    behind_by: behind,
    total_commits: commits.length,
    commits: paginate(call, commits).map((commit) => renderCommit(world, repository, commit)),
    files: files.map((file) => renderChangedFile(world.addresses, repository, head, file)),
  };
}

/** `owner:branch` of the same network means the branch. */
function withoutOwner(name: string): string {
  return name.replace(/^[^:]+:/, '');
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
