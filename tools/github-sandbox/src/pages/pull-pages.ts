import { readCommits } from '../git/read-commits.js';
import { comparisonText, type ComparisonText } from '../rest/comparison-text.js';
import { filesBetween } from '../rest/files-between.js';
import { notFound } from '../world/github-error.js';
import type { PullRequest, Side } from '../world/pull-request.js';
import { fullName } from '../world/repository.js';
import { anchorOf, diffTable } from './diff-table.js';
import { html, type Content, type Html } from './html.js';
import { stateOf, time } from './issue-parts.js';
import { pullTabs } from './issue-pages.js';
import { issueShown, type PageCall, type PageRoutes } from './page-routes.js';
import { reviewRemark, visibleRemarks } from './pull-conversation.js';

/** Commits and files of a pull request. */
export function pullPages({ show, raw }: PageRoutes): void {
  show('/pull/:number/commits', commitsPage);
  show('/pull/:number/files', filesPage);
  for (const kind of ['diff', 'patch'] as const) {
    raw(`/pull/:number(^\\d+).${kind}`, (call) => sendText(call, kind));
  }
}

async function sendText(call: PageCall, kind: ComparisonText) {
  const { base, head } = pullShown(call);
  const text = await comparisonText(call.repository.directory, kind, base.sha, head.sha);
  return call.reply.type('text/plain; charset=utf-8').send(text);
}

async function commitsPage(call: PageCall) {
  const pull = pullShown(call);
  const { directory } = call.repository;
  const commits = await readCommits(directory, '--reverse', `${pull.base.sha}..${pull.head.sha}`);
  const rows = commits.map(
    ({ sha, message, author }) =>
      html`<div class="row">
        <a class="title" href="/${fullName(call.repository)}/commit/${sha}">${message.split('\n')[0]}</a>
        <div class="muted">${author.name} committed ${time(author.date)} · <code>${sha.slice(0, 7)}</code></div>
      </div>`,
  );
  const content = html`${heading(call, pull, 'commits')}
    <div class="box" data-live>${rows}</div>`;
  return { title: pull.issue.title, tab: 'pulls' as const, content };
}

async function filesPage(call: PageCall) {
  const pull = pullShown(call);
  const base = `/${fullName(call.repository)}/pull/${pull.issue.number}`;
  const signedIn = call.caller.kind === 'token';
  const files = await filesBetween(call.repository, pull.base.sha, pull.head.sha);
  const tables = files.map((file) => {
    const below = (line: number, side: Side): Content => [
      ...remarksAt(pull, file.path, line, side),
      isOpen(call, file.path, line, side) && remarkForm(base, file.path, line, side),
    ];
    const remarkAddress = (line: number, side: Side) => {
      const place = new URLSearchParams({ path: file.path, line: String(line), side });
      return `${base}/files?${place.toString()}#${anchorOf(file.path)}`;
    };
    return diffTable(file, {
      below: (line, side) => nothingIfEmpty(below(line, side)),
      ...(signedIn && { remarkAddress }),
    });
  });
  const content = html`${heading(call, pull, 'files')} ${tables} ${signedIn && reviewForm(base)}`;
  return { title: pull.issue.title, tab: 'pulls' as const, content };
}

function heading(call: PageCall, pull: PullRequest, tab: string): Html {
  const { issue } = pull;
  return html`<h1>${issue.title} <span class="muted">#${issue.number}</span></h1>
    ${stateOf(issue)} ${pullTabs(call, issue, tab)}`;
}

function remarksAt(pull: PullRequest, path: string, line: number, side: Side): Html[] {
  return visibleRemarks(pull)
    .filter(({ place }) => place.path === path && place.line === line && place.side === side)
    .map((comment) => reviewRemark({ ...comment, diffHunk: '' }));
}

function isOpen({ query, caller }: PageCall, path: string, line: number, side: Side): boolean {
  const here = query['path'] === path && query['line'] === String(line) && query['side'] === side;
  return here && caller.kind === 'token';
}

function remarkForm(base: string, path: string, line: number, side: Side): Html {
  return html`<form method="post" action="${base}/comments">
    <input type="hidden" name="path" value="${path}" />
    <input type="hidden" name="line" value="${line}" />
    <input type="hidden" name="side" value="${side}" />
    <textarea name="body" placeholder="Comment on this line" required></textarea>
    <div class="actions"><button class="primary">Add comment</button></div>
  </form>`;
}

function reviewForm(base: string): Html {
  return html`<form class="box" method="post" action="${base}/reviews">
    <header><strong>Finish your review</strong></header>
    <div class="body">
      <textarea name="body" placeholder="Leave a comment" aria-label="Review"></textarea>
      <div class="actions">
        <button name="state" value="CHANGES_REQUESTED">Request changes</button>
        <button name="state" value="APPROVED">Approve</button>
        <button class="primary" name="state" value="COMMENTED">Comment</button>
      </div>
    </div>
  </form>`;
}

function pullShown(call: PageCall): PullRequest {
  const { pull } = issueShown(call);
  if (!pull) throw notFound();
  return pull;
}

function nothingIfEmpty(content: Content): Content {
  return Array.isArray(content) && !content.some(Boolean) ? false : content;
}
