import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitHttpHandler, type GitHttpRequest } from '@ai-coding-agent/testing';
import { callerMay, callerRole } from '../access/caller-rights.js';
import type { Caller } from '../access/caller.js';
import { findToken } from '../access/identify-caller.js';
import { syncRefs } from '../actions/sync-refs.js';
import type { Account } from '../world/account.js';
import { fullName, type Repository } from '../world/repository.js';
import { roleIncludes } from '../world/role.js';
import type { World } from '../world/world.js';

/** Answers git; false when the request is not git's. A push is known everywhere before its answer ends. */
export function serveGit(world: World, request: IncomingMessage, response: ServerResponse): boolean {
  const name = repositoryAsked(request);
  if (name === undefined) return false;
  const repository = world.findRepository(name);
  if (repository) request.url = canonicalUrl(request.url ?? '', repository);
  let pusher: Account | undefined;
  const handler = gitHttpHandler({
    root: world.root,
    authorize: (asked) => {
      const token = findToken(world, asked.token);
      if (asked.service === 'git-receive-pack') pusher = token?.account;
      const caller: Caller = token ? { kind: 'token', token } : { kind: 'anonymous' };
      return decide(asked, caller, repository);
    },
  });
  if (repository && request.method === 'POST') {
    beforeEnd(response, async () => pusher && syncRefs(world, repository, pusher));
  }
  return handler(request, response);
}

function decide({ service, token }: GitHttpRequest, caller: Caller, repository: Repository | undefined) {
  const anonymous = caller.kind === 'anonymous';
  if (anonymous && token !== undefined) return 401; // a token that is no good
  if (!repository) return anonymous ? 401 : 404;
  const role = callerRole(caller, repository);
  if (role === 'none') return anonymous ? 401 : 404;
  if (service === 'git-upload-pack') return callerMay(caller, repository, ['contents'], 'read') ? 200 : 403;
  if (anonymous) return 401;
  const mayPush = roleIncludes(role, 'write') && callerMay(caller, repository, ['contents'], 'write');
  return mayPush && !repository.archived ? 200 : 403;
}

/** `OWNER/NAME` in the address of a request that is git's. */
function repositoryAsked({ url = '' }: IncomingMessage): string | undefined {
  const action = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/(?:info\/refs|git-upload-pack|git-receive-pack)(?:\?|$)/;
  return action.exec(url)?.[1];
}

/** Folders on disk know only one spelling; GitHub's addresses don't care about case. */
function canonicalUrl(url: string, repository: Repository): string {
  return url.replace(/^\/[^/]+\/[^/]+\//, `/${fullName(repository)}.git/`);
}

function beforeEnd(response: ServerResponse, act: () => Promise<unknown>): void {
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.end = ((...args: unknown[]) => {
    void act()
      .catch((error: unknown) => console.error('github-sandbox: a push could not be followed:', error))
      .finally(() => end(...args));
    return response;
  }) as ServerResponse['end'];
}
