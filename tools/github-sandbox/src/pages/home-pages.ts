import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callerRole } from '../access/caller-rights.js';
import type { Caller } from '../access/caller.js';
import { notFound } from '../world/github-error.js';
import { fullName, type Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { html, type Html } from './html.js';
import { layout } from './layout.js';
import { requireSameOrigin } from './require-same-origin.js';
import type { Sessions } from './sessions.js';

/** The list of repositories, and signing in and out. */
export function homePages(app: FastifyInstance, world: World, sessions: Sessions): void {
  const listPage = (request: FastifyRequest, reply: FastifyReply, title: string, among: (r: Repository) => boolean) => {
    const caller = sessions.callerOf(request);
    const found = [...world.repositories.values()].filter((each) => visible(caller, each) && among(each));
    const content = html`<h1>${title}</h1>
      <div class="box">${found.length > 0 ? found.map(row) : html`<p class="row muted">Nothing here yet.</p>`}</div>`;
    return reply.type('text/html; charset=utf-8').send(layout({ title, caller, content }));
  };
  app.get('/', (request, reply) => listPage(request, reply, 'Repositories', () => true));
  app.get<{ Params: { owner: string } }>('/:owner', (request, reply) => {
    const account = world.accounts.get(request.params.owner.toLowerCase());
    if (!account) throw notFound();
    return listPage(request, reply, account.login, ({ owner }) => owner === account);
  });

  app.get('/login', (request, reply) => {
    const people = [...world.accounts.values()].filter(({ type }) => type === 'User');
    const content = html`<h1>Sign in</h1>
      <p class="muted">There are no passwords here. Choose who you want to be.</p>
      <div class="box">
        ${people.map(
          ({ login, id }) =>
            html`<form class="row" method="post" action="/login">
              <input type="hidden" name="login" value="${login}" />
              <img src="/avatars/u/${id}" alt="" /> <button class="link">${login}</button>
            </form>`,
        )}
      </div>`;
    const page = layout({ title: 'Sign in', caller: sessions.callerOf(request), content });
    return reply.type('text/html; charset=utf-8').send(page);
  });
  app.post<{ Body: { login?: string } }>('/login', (request, reply) => {
    requireSameOrigin(request);
    const account = world.accounts.get((request.body.login ?? '').toLowerCase());
    if (account?.type !== 'User') throw notFound();
    sessions.signIn(account, reply);
    return reply.redirect('/', 303);
  });
  app.post('/logout', (request, reply) => {
    requireSameOrigin(request);
    sessions.signOut(request, reply);
    return reply.redirect('/', 303);
  });
}

function visible(caller: Caller, repository: Repository): boolean {
  return callerRole(caller, repository) !== 'none';
}

function row(repository: Repository): Html {
  const open = [...repository.issues.values()].filter(({ state }) => state === 'open').length;
  return html`<div class="row">
    <a class="title" href="/${fullName(repository)}">${fullName(repository)}</a>
    <span class="pill">${repository.private ? 'Private' : 'Public'}</span>
    <div class="muted">${repository.description} · ${open} open</div>
  </div>`;
}
