import type { GitHubApp } from '../world/github-app.js';
import type { Hook } from '../world/hook.js';
import type { Repository } from '../world/repository.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

export interface NewHook {
  readonly url: string;
  readonly secret?: string | undefined;
  /** `*` for all. */
  readonly events: readonly string[];
  readonly contentType?: 'json' | 'form' | undefined;
  readonly active?: boolean | undefined;
}

/** Registers a webhook of a repository or an App; it is told at once by a `ping`. */
export function registerHook(world: World, owner: Repository | GitHubApp, input: NewHook): Hook {
  const hook: Hook = {
    id: world.nextId('hook'),
    owner,
    url: input.url,
    secret: input.secret,
    contentType: input.contentType ?? 'json',
    events: input.events,
    createdAt: timestamp(),
    active: input.active ?? true,
    deliveries: [],
  };
  if ('slug' in owner) owner.hook = hook;
  else owner.hooks.push(hook);
  world.tellHookCreated(hook);
  return hook;
}
