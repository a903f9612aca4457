import type { Account } from './account.js';

export const REACTIONS = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof REACTIONS)[number];

export interface Reaction {
  readonly id: number;
  readonly account: Account;
  readonly content: ReactionContent;
  readonly createdAt: string;
}

/** Something that one can react to. */
export interface Reactable {
  readonly reactions: Reaction[];
}

/** Whether `value` is one of the eight. */
export function isReactionContent(value: unknown): value is ReactionContent {
  return REACTIONS.some((content) => content === value);
}
