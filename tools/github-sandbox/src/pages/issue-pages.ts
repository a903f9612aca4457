import { fullName } from '../world/repository.js';
import type { Issue } from '../world/issue.js';
import { html, type Content, type Html } from './html.js';
import { issueSidebar } from './issue-sidebar.js';
import { counted, label, person, remark, stateOf, time } from './issue-parts.js';
import { issueShown, type PageCall, type PageRoutes } from './page-routes.js';
import { pullConversation } from './pull-conversation.js';

/** Lists of issues and pull requests, an issue, and the form for a new one. */
export function issuePages({ show }: PageRoutes): void {
  show('/issues', (call) => listPage(call, 'issues'));
  show('/pulls', (call) => listPage(call, 'pulls'));
  show('/issues/new', newIssuePage);
  show('/issues/:number', issuePage);
  show('/pull/:number', issuePage);
}

function listPage({ repository, query }: PageCall, tab: 'issues' | 'pulls') {
  const { state = 'open' } = query;
  const all = [...repository.issues.values()].filter(({ pull }) => Boolean(pull) === (tab === 'pulls')).reverse();
  const shown = all.filter((issue) => issue.state === state);
  const base = `/${fullName(repository)}`;
  const filter = (name: string, text: string) =>
    html`<a href="${base}/${tab}?state=${name}">${all.filter((issue) => issue.state === name).length} ${text}</a>`;
  const content = html`<div data-live class="box">
      <header>${filter('open', 'open')} · ${filter('closed', 'closed')}</header>
      ${shown.length > 0 ? shown.map((issue) => row(base, issue)) : html`<p class="row muted">Nothing here.</p>`}
    </div>
    ${tab === 'issues' && html`<p class="actions"><a href="${base}/issues/new">New issue</a></p>`}`;
  return { title: tab === 'pulls' ? 'Pull requests' : 'Issues', tab, content };
}

function row(base: string, issue: Issue): Html {
  const { number, title, labels, author, createdAt, pull, comments } = issue;
  return html`<div class="row">
    <a class="title" href="${base}/${pull ? 'pull' : 'issues'}/${number}">${title}</a> ${labels.map(label)}
    <div class="muted">
      #${number} opened ${time(createdAt)} by ${author.login} · ${counted(comments.length, 'comment')}
    </div>
  </div>`;
}

function newIssuePage({ repository }: PageCall) {
  const content = html`<h1>New issue</h1>
    <form method="post" action="/${fullName(repository)}/issues">
      <p><input type="text" name="title" placeholder="Title" required maxlength="256" /></p>
      <p><textarea name="body" placeholder="Describe the issue"></textarea></p>
      <p class="actions"><button class="primary">Create</button></p>
    </form>`;
  return { title: 'New issue', tab: 'issues' as const, content };
}

/** An issue, or the conversation of a pull request. */
async function issuePage(call: PageCall) {
  const issue = issueShown(call);
  const { pull, number, title, author, createdAt, body, reactions } = issue;
  const comments = issue.comments.map((comment) => ({
    at: comment.createdAt,
    content: remark({ ...comment, anchor: `issuecomment-${comment.id}`, at: comment.createdAt, verb: 'commented' }),
  }));
  const said = pull ? [...comments, ...pullConversation(pull)] : comments;
  said.sort((a, b) => a.at.localeCompare(b.at));
  const content = html`<div data-live>
      <h1>${title} <span class="muted">#${number}</span></h1>
      ${stateOf(issue)} ${summary(issue)}
    </div>
    ${pull && pullTabs(call, issue, 'conversation')}
    <div class="columns">
      <div>
        <div data-live>
          ${remark({ anchor: `issue-${issue.id}`, author, at: createdAt, verb: 'opened this', body, reactions })}
          ${said.map((each) => each.content)}
        </div>
        ${commentForm(call, issue)}
      </div>
      ${issueSidebar(call, issue)}
    </div>`;
  return { title: `${title} #${number}`, tab: pull ? ('pulls' as const) : ('issues' as const), content };
}

function summary({ pull, author, createdAt, comments }: Issue): Html {
  if (!pull)
    return html`<span class="muted"
      >${author.login} opened ${time(createdAt)} · ${counted(comments.length, 'comment')}</span
    >`;
  const from = pull.head.repository === pull.issue.repository ? '' : `${pull.head.repository.owner.login}:`;
  return html`<span class="muted">
    ${person(author)} wants to merge <code>${from}${pull.head.branch}</code> into <code>${pull.base.branch}</code>
  </span>`;
}

/** The tabs of a pull request. */
export function pullTabs({ repository }: PageCall, { number }: Issue, current: string): Html {
  const tab = (name: string, path: string, text: string) =>
    html`<a href="/${fullName(repository)}/pull/${number}${path}" ${current === name && html`aria-current="page"`}
      >${text}</a
    >`;
  return html`<nav class="tabs">
    ${tab('conversation', '', 'Conversation')} ${tab('commits', '/commits', 'Commits')}
    ${tab('files', '/files', 'Files changed')}
  </nav>`;
}

function commentForm({ caller, repository }: PageCall, { number, state, pull }: Issue): Content {
  if (caller.kind !== 'token') return html`<p class="muted"><a href="/login">Sign in</a> to comment.</p>`;
  const action = `/${fullName(repository)}/issues/${number}`;
  return html`<form class="box" method="post" action="${action}/comments">
    <div class="body">
      <textarea name="body" placeholder="Write a comment" aria-label="Comment"></textarea>
      <div class="actions">
        ${
          !pull?.merged &&
          html`<button formaction="${action}/state" name="state" value="${state === 'open' ? 'closed' : 'open'}">
            ${state === 'open' ? 'Close' : 'Reopen'}
          </button>`
        }
        <button class="primary">Comment</button>
      </div>
    </div>
  </form>`;
}
