/** What a reaction goes to. */
export type ReactionTarget =
  | { readonly kind: 'issue-comment' | 'review-comment'; readonly id: number }
  /** An issue or a pull request itself. */
  | { readonly kind: 'thread'; readonly number: number };

/** 👀, 🚀, 😕 and 👎. */
export type Reaction = 'eyes' | 'rocket' | 'confused' | '-1';

/** Reactions at the forge. */
export interface Reactions {
  /**
   * Reacts; the same reaction twice shows once.
   * @throws JobFailure `issue-not-found` when the target is gone, or any of the forge's failures
   */
  add(repository: string, target: ReactionTarget, reaction: Reaction): Promise<void>;
}
