import type { Caller } from '../access/caller.js';
import { fullName, type Repository } from '../world/repository.js';
import { html, type Content, type Html } from './html.js';

export interface Page {
  readonly title: string;
  readonly caller: Caller;
  /** Shows its name and tabs. */
  readonly repository?: Repository;
  readonly tab?: 'code' | 'issues' | 'pulls';
  readonly content: Content;
}

/** A whole page. */
export function layout({ title, caller, repository, tab, content }: Page): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Sandbox</title>
        <link rel="stylesheet" href="/__sandbox/style.css" />
        <link rel="icon" href="data:," />
        <script src="/__sandbox/refresh.js" defer></script>
      </head>
      <body>
        <header class="top">
          <a class="brand" href="/">◆ Sandbox</a>
          ${repository && breadcrumb(repository)} ${whoIsThere(caller)}
        </header>
        ${repository && tabs(repository, tab)}
        <main>${content}</main>
      </body>
    </html>`;
  return page.markup;
}

function breadcrumb(repository: Repository): Html {
  const name = fullName(repository);
  return html`<nav class="crumbs">
    <a href="/${repository.owner.login}">${repository.owner.login}</a> /
    <a href="/${name}"><strong>${repository.name}</strong></a>
    <span class="pill">${repository.private ? 'Private' : 'Public'}</span>
    ${repository.archived && html`<span class="pill">Archived</span>`}
  </nav>`;
}

function whoIsThere(caller: Caller): Html {
  if (caller.kind !== 'token') return html`<a class="who" href="/login">Sign in</a>`;
  const { account } = caller.token;
  return html`<form class="who" method="post" action="/logout">
    <img src="/avatars/u/${account.id}" alt="" /> ${account.login}
    <button class="link">Sign out</button>
  </form>`;
}

function tabs(repository: Repository, current: Page['tab']): Html {
  const open = [...repository.issues.values()].filter(({ state }) => state === 'open');
  const pulls = open.filter(({ pull }) => pull).length;
  const tab = (name: Page['tab'], path: string, label: string, count?: number) =>
    html`<a href="/${fullName(repository)}${path}" ${current === name && html`aria-current="page"`}>
      ${label} ${count !== undefined && html`<span class="count">${count}</span>`}
    </a>`;
  return html`<nav class="tabs">
    ${tab('code', '', 'Code')} ${tab('issues', '/issues', 'Issues', open.length - pulls)}
    ${tab('pulls', '/pulls', 'Pull requests', pulls)}
  </nav>`;
}
