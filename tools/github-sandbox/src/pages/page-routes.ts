import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { authorizeCall, reads, type Needed } from '../rest/authorize-call.js';
import type { Account } from '../world/account.js';
import { GitHubError, notFound } from '../world/github-error.js';
import type { Issue } from '../world/issue.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { layout, type Page } from './layout.js';
import { requireSameOrigin } from './require-same-origin.js';
import type { Sessions } from './sessions.js';

/** Somebody looks at a page of a repository, or sends one of its forms. */
export interface PageCall {
  readonly world: World;
  readonly repository: Repository;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly form: Readonly<Record<string, string | undefined>>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Show = (call: PageCall) => Omit<Page, 'caller' | 'repository'> | Promise<Omit<Page, 'caller' | 'repository'>>;
/** @returns where to go next */
type Submit = (call: PageCall) => string | Promise<string>;

export interface PageRoutes {
  readonly show: (path: string, show: Show) => void;
  readonly submit: (path: string, needed: Needed, submit: Submit) => void;
  /** For what is no page. */
  readonly raw: (path: string, answer: (call: PageCall) => unknown) => void;
}

/** Adds pages and forms below `/OWNER/NAME`; forms come from the sandbox's own pages only. */
export function pageRoutes(app: FastifyInstance, world: World, sessions: Sessions): PageRoutes {
  const callOf = (request: FastifyRequest, reply: FastifyReply, needed: Needed): PageCall => {
    const params = request.params as Record<string, string>;
    const caller = sessions.callerOf(request);
    const found = world.findRepository(`${params['owner']}/${params['repo']}`);
    const repository = authorizeCall(caller, found, needed);
    const query = request.query as PageCall['query'];
    return { world, repository, caller, params, query, form: (request.body ?? {}) as PageCall['form'], request, reply };
  };
  return {
    show: (path, show) =>
      app.get(`/:owner/:repo${path}`, async (request, reply) => {
        const call = callOf(request, reply, reads('metadata'));
        const page = layout({ ...(await show(call)), caller: call.caller, repository: call.repository });
        return reply.type('text/html; charset=utf-8').send(page);
      }),
    submit: (path, needed, submit) =>
      app.post(`/:owner/:repo${path}`, async (request, reply) => {
        requireSameOrigin(request);
        return reply.redirect(await submit(callOf(request, reply, needed)), 303);
      }),
    raw: (path, answer) =>
      app.get(`/:owner/:repo${path}`, (request, reply) => answer(callOf(request, reply, reads('metadata')))),
  };
}

/** The account that is signed in; only for forms, which nobody anonymous passes. */
export function signedIn({ caller }: Pick<PageCall, 'caller'>): Account {
  if (caller.kind !== 'token') throw new GitHubError(401, 'Sign in first.');
  return caller.token.account;
}

/** @throws GitHubError 404 */
export function issueShown({ repository, params }: PageCall): Issue {
  const issue = repository.issues.get(Number(params['number']));
  if (!issue) throw notFound();
  return issue;
}
