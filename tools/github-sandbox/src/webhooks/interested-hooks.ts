import { covers, type Installation } from '../world/github-app.js';
import type { Hook } from '../world/hook.js';
import type { Repository } from '../world/repository.js';
import type { World } from '../world/world.js';

/** A webhook, and the installation by which its App hears of the repository. */
export interface InterestedHook {
  readonly hook: Hook;
  readonly installation: Installation | undefined;
}

/** Who is told of `event` in `repository`. */
export function interestedHooks(world: World, repository: Repository, event: string): InterestedHook[] {
  const ofRepository = repository.hooks.map((hook) => ({ hook, installation: undefined }));
  const ofApps = [...world.apps.values()].flatMap(({ hook, installations }) => {
    const installation = installations.find((each) => covers(each, repository));
    return hook && installation ? [{ hook, installation }] : [];
  });
  return [...ofRepository, ...ofApps].filter(
    ({ hook }) => hook.active && (hook.events.includes(event) || hook.events.includes('*')),
  );
}
