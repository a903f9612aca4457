import { REACTIONS, type Reaction, type ReactionContent } from '../world/reaction.js';
import type { Addresses } from '../world/world.js';
import { nodeId } from './node-id.js';
import { renderUser } from './render-user.js';

/** How many of which reactions something has. */
export function renderReactions(url: string, reactions: readonly Reaction[]) {
  const count = (content: ReactionContent) => reactions.filter((each) => each.content === content).length;
  const counts = Object.fromEntries(REACTIONS.map((content) => [content, count(content)]));
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...(counts as Record<ReactionContent, number>),
  };
}

export function renderReaction(addresses: Addresses, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: renderUser(addresses, reaction.account),
    content: reaction.content,
    created_at: reaction.createdAt,
  };
}
