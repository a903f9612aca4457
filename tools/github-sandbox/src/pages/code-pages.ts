import { readChangedFiles } from '../git/read-changed-files.js';
import { readCommits } from '../git/read-commits.js';
import { readBlob, readEntry, readFolder } from '../git/read-tree.js';
import { resolveCommit } from '../git/resolve-commit.js';
import { EMPTY_TREE } from '../git/empty-tree.js';
import { encodePath } from '../render/encode-path.js';
import { notFound } from '../world/github-error.js';
import { branchTip, fullName } from '../world/repository.js';
import { diffTable } from './diff-table.js';
import { html } from './html.js';
import { time } from './issue-parts.js';
import type { PageCall, PageRoutes } from './page-routes.js';
import { renderText } from './render-text.js';

/** Files and commits. */
export function codePages({ show, raw }: PageRoutes): void {
  show('', showRoot);
  show('/tree/:ref/*', showFolder);
  show('/blob/:ref/*', showFile);
  show('/commit/:sha', showCommit);
  raw('/raw/:ref/*', async (call) => call.reply.type('text/plain; charset=utf-8').send(await blobOf(call)));
}

async function showRoot(call: PageCall) {
  const { repository } = call;
  const tip = branchTip(repository, repository.defaultBranch);
  const readme = tip && (await readEntry(repository.directory, tip, 'README.md'));
  const text = readme && (await readBlob(repository.directory, readme.sha)).toString();
  const branches = [...repository.refs.keys()].filter((ref) => ref.startsWith('refs/heads/'));
  const content = html`<p>${repository.description}</p>
    <p class="muted">
      ${repository.defaultBranch} · ${branches.length} ${branches.length === 1 ? 'branch' : 'branches'}
    </p>
    ${tip ? await folder(call, repository.defaultBranch, tip, '') : html`<p class="muted">This repository is empty.</p>`}
    ${
      text &&
      html`<div class="box">
        <header><strong>README.md</strong></header>
        <div class="body">${renderText(text)}</div>
      </div>`
    }`;
  return { title: fullName(repository), tab: 'code' as const, content };
}

async function showFolder(call: PageCall) {
  const { repository, params } = call;
  const [ref = '', path = ''] = [params['ref'], params['*']];
  const commit = await resolveCommit(repository, ref);
  if (!commit) throw notFound();
  return {
    title: path,
    tab: 'code' as const,
    content: html`<h1>${path}</h1>
      ${await folder(call, ref, commit, path)}`,
  };
}

async function folder({ repository }: PageCall, ref: string, commit: string, path: string) {
  const entries = await readFolder(repository.directory, commit, path);
  entries.sort((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree')); // folders first
  const rows = entries.map(({ type, path: each }) => {
    const kind = type === 'tree' ? 'tree' : 'blob';
    const address = `/${fullName(repository)}/${kind}/${encodeURIComponent(ref)}/${encodePath(each)}`;
    return html`<a class="row" href="${address}">${kind === 'tree' ? '📁' : '📄'} ${each.split('/').at(-1)}</a>`;
  });
  return html`<div class="box">${rows}</div>`;
}

async function showFile(call: PageCall) {
  const path = call.params['*'] ?? '';
  const lines = (await blobOf(call)).toString();
  const content = html`<div class="box">
    <header><strong>${path}</strong></header>
    <pre class="code">${lines}</pre>
  </div>`;
  return { title: path, tab: 'code' as const, content };
}

async function blobOf({ repository, params }: PageCall): Promise<Buffer> {
  const commit = await resolveCommit(repository, params['ref'] ?? '');
  const entry = commit && (await readEntry(repository.directory, commit, params['*'] ?? ''));
  if (!entry || entry.type !== 'blob') throw notFound();
  return readBlob(repository.directory, entry.sha);
}

async function showCommit({ repository, params }: PageCall) {
  const sha = await resolveCommit(repository, params['sha'] ?? '');
  const [commit] = sha ? await readCommits(repository.directory, '-1', sha) : [];
  if (!commit) throw notFound();
  const files = await readChangedFiles(repository.directory, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const [subject, ...rest] = commit.message.split('\n');
  const content = html`<h1>${subject}</h1>
    ${rest.length > 0 && renderText(rest.join('\n'))}
    <p class="muted">
      <strong>${commit.author.name}</strong> committed ${time(commit.author.date)} ·
      <code>${commit.sha.slice(0, 7)}</code>
    </p>
    ${files.map((file) => diffTable(file))}`;
  return { title: subject ?? commit.sha, tab: 'code' as const, content };
}
