import { callerRole } from '../access/caller-rights.js';
import { fullName } from '../world/repository.js';
import type { Issue } from '../world/issue.js';
import { roleIncludes } from '../world/role.js';
import { html, type Html } from './html.js';
import { label, person } from './issue-parts.js';
import type { PageCall } from './page-routes.js';

/** Who is assigned and which labels there are; with forms for those who may change it. */
export function issueSidebar({ caller, repository }: PageCall, issue: Issue): Html {
  const action = `/${fullName(repository)}/issues/${issue.number}`;
  const mayTriage = caller.kind === 'token' && roleIncludes(callerRole(caller, repository), 'triage');
  const remove = (path: string, name: string, value: string) =>
    mayTriage &&
    html`<form class="inline" method="post" action="${action}${path}">
      <button class="link" name="${name}" value="${value}" aria-label="Remove ${value}">✕</button>
    </form>`;
  const add = (path: string, name: string, placeholder: string, options: readonly string[]) =>
    mayTriage &&
    html`<form method="post" action="${action}${path}">
      <input type="text" name="${name}" placeholder="${placeholder}" list="known-${name}" required autocomplete="off" />
      <datalist id="known-${name}">${options.map((each) => html`<option value="${each}"></option>`)}</datalist>
    </form>`;
  return html`<aside>
    <section>
      <h3>Assignees</h3>
      <div data-live>
        ${issue.assignees.map((each) => html`<div>${person(each)} ${remove('/unassign', 'login', each.login)}</div>`)}
        ${issue.assignees.length === 0 && html`<p class="muted">Nobody</p>`}
      </div>
      ${add(
        '/assign',
        'login',
        'Assign…',
        [...repository.roles.keys()].map(({ login }) => login),
      )}
    </section>
    <section>
      <h3>Labels</h3>
      <div data-live>
        ${issue.labels.map((each) => html`<div>${label(each)} ${remove('/labels/remove', 'name', each.name)}</div>`)}
        ${issue.labels.length === 0 && html`<p class="muted">None yet</p>`}
      </div>
      ${add(
        '/labels',
        'name',
        'Add a label…',
        [...repository.labels.values()].map(({ name }) => name),
      )}
    </section>
  </aside>`;
}
