import { readBlob, readEntry, readFolder, type TreeEntry } from '../../git/read-tree.js';
import { resolveCommit } from '../../git/resolve-commit.js';
import { encodePath } from '../../render/encode-path.js';
import { repositoryPage, repositoryUrl } from '../../render/render-repository.js';
import { GitHubError, notFound } from '../../world/github-error.js';
import { reads } from '../authorize-call.js';
import type { AddRoute, Call } from '../repository-routes.js';

/** Above this size a file comes without its content, as on GitHub. */
const LARGEST_INLINE_BYTES = 1024 * 1024;

/** Files and folders. */
export function contentRoutes(route: AddRoute): void {
  route('GET', '/contents', reads('contents'), getContents);
  route('GET', '/contents/*', reads('contents'), getContents);
}

async function getContents(call: Call) {
  const { repository, params, query } = call;
  const path = (params['*'] ?? '').replace(/^\/+|\/+$/g, '');
  const ref = query['ref'] ?? repository.defaultBranch;
  const commit = await resolveCommit(repository, ref);
  if (!commit) {
    throw repository.refs.size === 0
      ? new GitHubError(404, 'This repository is empty.')
      : new GitHubError(404, `No commit found for the ref ${ref}`);
  }
  const entry = path ? await readEntry(repository.directory, commit, path) : undefined;
  if (path && !entry) throw notFound();
  if (!entry || entry.type === 'tree') {
    const entries = await readFolder(repository.directory, commit, path);
    return entries.map((each) => describe(call, ref, each));
  }
  return getFile(call, ref, entry);
}

async function getFile(call: Call, ref: string, entry: TreeEntry) {
  const described = describe(call, ref, entry);
  if (entry.type === 'commit') return { ...described, submodule_git_url: null };
  const bytes = await readBlob(call.repository.directory, entry.sha);
  if (/application\/vnd\.github\.(?:v3\.)?raw\b/.test(call.request.headers.accept ?? '')) {
    return call.reply.type('application/vnd.github.raw; charset=utf-8').send(bytes);
  }
  if (described.type === 'symlink') return { ...described, target: bytes.toString() };
  const tooLarge = bytes.length > LARGEST_INLINE_BYTES;
  const content = bytes.toString('base64').replace(/.{1,60}/g, '$&\n');
  return { ...described, encoding: tooLarge ? 'none' : 'base64', content: tooLarge ? '' : content };
}

function describe({ world, repository }: Call, ref: string, { mode, type, sha, size, path }: TreeEntry) {
  const api = repositoryUrl(world.addresses, repository);
  const page = repositoryPage(world.addresses, repository);
  const kind = type === 'tree' ? 'dir' : type === 'commit' ? 'submodule' : mode === '120000' ? 'symlink' : 'file';
  const encoded = encodePath(path);
  const self = `${api}/contents/${encoded}?ref=${encodeURIComponent(ref)}`;
  const git = `${api}/git/${type === 'tree' ? 'trees' : 'blobs'}/${sha}`;
  const html = `${page}/${type === 'tree' ? 'tree' : 'blob'}/${ref}/${encoded}`;
  return {
    type: kind,
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    size,
    url: self,
    git_url: git,
    html_url: html,
    download_url: type === 'blob' ? `${page}/raw/${ref}/${encoded}` : null,
    _links: { self, git, html },
  };
}
