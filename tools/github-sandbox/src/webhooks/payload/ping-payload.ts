import { renderHook } from '../../render/render-hook.js';
import { renderRepository } from '../../render/render-repository.js';
import { renderUser } from '../../render/render-user.js';
import type { Hook } from '../../world/hook.js';
import type { World } from '../../world/world.js';

/** What a webhook is told when it is registered. */
export function pingPayload({ addresses }: World, hook: Hook) {
  const about = { zen: 'Practicality beats purity.', hook_id: hook.id, hook: renderHook(addresses, hook) };
  if ('slug' in hook.owner) return about;
  const { owner: repository } = hook;
  return {
    ...about,
    repository: renderRepository(addresses, repository),
    sender: renderUser(addresses, repository.owner),
  };
}
