import type { Account } from '../world/account.js';
import type { Reactable, Reaction, ReactionContent } from '../world/reaction.js';
import { timestamp } from '../world/timestamp.js';
import type { World } from '../world/world.js';

/** Adds a reaction, once per account and emoji. No webhook tells of it. */
export function react(
  world: World,
  target: Reactable,
  account: Account,
  content: ReactionContent,
): { reaction: Reaction; isNew: boolean } {
  const known = target.reactions.find((each) => each.account === account && each.content === content);
  if (known) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId('reaction'), account, content, createdAt: timestamp() };
  target.reactions.push(reaction);
  return { reaction, isNew: true };
}
