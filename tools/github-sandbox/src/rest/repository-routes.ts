import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { identifyCaller } from '../access/identify-caller.js';
import type { Account } from '../world/account.js';
import { notFound } from '../world/github-error.js';
import type { Issue } from '../world/issue.js';
import type { PullRequest } from '../world/pull-request.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';
import { authorizeCall, type Needed } from './authorize-call.js';
import { JsonBody } from './json-body.js';

/** A call of the API that concerns one repository, by somebody who may make it. */
export interface Call {
  readonly world: World;
  readonly repository: Repository;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: JsonBody;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Handler = (call: Call) => unknown;
export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Adds one route below `/repos/{owner}/{repo}`. */
export type AddRoute = (method: Method, path: string, needed: Needed, handler: Handler) => void;

/** Adds routes below `/repos/{owner}/{repo}` that check permissions before anything else. */
export function repositoryRoutes(app: FastifyInstance, world: World): AddRoute {
  return (method, path, needed, handler) =>
    app.route({
      method,
      url: `/repos/:owner/:repo${path}`,
      handler: async (request, reply) => {
        const params = request.params as Record<string, string>;
        const caller = identifyCaller(world, request.headers.authorization);
        const found = world.findRepository(`${params['owner']}/${params['repo']}`);
        const repository = authorizeCall(caller, found, needed);
        const query = request.query as Record<string, string | undefined>;
        const body = JsonBody.parse(request.body);
        const answer = await handler({ world, repository, caller, params, query, body, request, reply });
        if (answer !== undefined) return answer;
        return reply.sent ? reply : reply.code(204).send();
      },
    });
}

/** The account that acts. Only for calls that need `writes`, which nobody anonymous passes. */
export function actorOf({ caller }: Pick<Call, 'caller'>): Account {
  if (caller.kind !== 'token') throw notFound();
  return caller.token.account;
}

/** @throws GitHubError 404 */
export function issueOf({ repository, params }: Call): Issue {
  const issue = repository.issues.get(Number(params['number']));
  if (!issue) throw notFound();
  return issue;
}

/** @throws GitHubError 404 */
export function pullOf(call: Call): PullRequest {
  const { pull } = issueOf(call);
  if (!pull) throw notFound();
  return pull;
}
