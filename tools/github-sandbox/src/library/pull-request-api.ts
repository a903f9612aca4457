import { commentOnDiff, replyToReviewComment } from '../actions/comment-on-diff.js';
import { editPullRequest, type PullRequestEdit } from '../actions/edit-pull-request.js';
import { mergePullRequest } from '../actions/merge-pull-request.js';
import { openPullRequest } from '../actions/open-pull-request.js';
import { submitReview } from '../actions/submit-review.js';
import { headNamed } from '../rest/head-named.js';
import { comparisonText } from '../rest/comparison-text.js';
import type { DiffPlace, ReviewComment, ReviewState, Side } from '../world/pull-request.js';
import type { World } from '../world/world.js';
import { accountNamed, pullRequestNumbered, repositoryNamed } from './lookup.js';
import {
  viewPullRequest,
  viewReactions,
  viewReview,
  viewReviewComment,
  type PullRequestView,
  type ReactionView,
  type ReviewCommentView,
  type ReviewView,
} from './views.js';

export interface PullRequestInput {
  readonly title: string;
  readonly body?: string;
  /** Login; `octocat` when absent. */
  readonly author?: string;
  /** `branch`, or `owner:branch` of a fork. */
  readonly head: string;
  /** The default branch when absent. */
  readonly base?: string;
  readonly draft?: boolean;
}

/** A remark in the diff; without a line it is about the whole file. */
export interface RemarkInput {
  readonly body: string;
  readonly path: string;
  readonly line?: number;
  readonly startLine?: number;
  /** `RIGHT`, the new version, when absent. */
  readonly side?: Side;
}

export interface ReviewInput {
  readonly author?: string;
  readonly body?: string;
  /** `COMMENTED` when absent. */
  readonly state?: ReviewState;
  readonly comments?: readonly RemarkInput[];
}

export type PullRequestApi = ReturnType<typeof pullRequestApi>;

/** Pull requests and what is said about their diff. */
export function pullRequestApi(world: World) {
  const numbered = (repository: string, number: number) => pullRequestNumbered(world, repository, number);
  const remarkWith = (repository: string, id: number): ReviewComment => {
    const issues = [...repositoryNamed(world, repository).issues.values()];
    const comment = issues.flatMap(({ pull }) => pull?.reviewComments ?? []).find((each) => each.id === id);
    if (!comment) throw new Error(`${repository} has no review comment ${id}`);
    return comment;
  };

  return {
    /** @returns the number of the new pull request */
    async openPullRequest(repository: string, input: PullRequestInput): Promise<number> {
      const into = repositoryNamed(world, repository);
      const head = headNamed(world, into, input.head, undefined);
      if (!head) throw new Error(`${input.head} is no branch of ${repository} or its forks`);
      const pull = await openPullRequest(world, into, accountNamed(world, input.author), {
        title: input.title,
        body: input.body ?? null,
        head,
        base: input.base ?? into.defaultBranch,
        draft: input.draft ?? false,
        maintainerCanModify: true,
      });
      return pull.issue.number;
    },
    editPullRequest(repository: string, number: number, edit: PullRequestEdit, by?: string): Promise<void> {
      return editPullRequest(world, numbered(repository, number), accountNamed(world, by), edit);
    },
    /** Merges with a merge commit. */
    mergePullRequest(repository: string, number: number, by?: string): Promise<void> {
      return mergePullRequest(world, numbered(repository, number), accountNamed(world, by));
    },
    /** @returns the id of the new review */
    async submitReview(repository: string, number: number, input: ReviewInput): Promise<number> {
      const { author, body = '', state = 'COMMENTED', comments = [] } = input;
      const remarks = comments.map((remark) => ({ body: remark.body, place: placeOf(remark) }));
      const pull = numbered(repository, number);
      const review = await submitReview(world, pull, accountNamed(world, author), { body, state, comments: remarks });
      return review.id;
    },
    /** @returns the id of the new remark */
    async addReviewComment(repository: string, number: number, remark: RemarkInput, author?: string): Promise<number> {
      const { body } = remark;
      const by = accountNamed(world, author);
      const comment = await commentOnDiff(world, numbered(repository, number), by, { body, place: placeOf(remark) });
      return comment.id;
    },
    /** @returns the id of the answer */
    replyToReviewComment(repository: string, id: number, body: string, author?: string): number {
      return replyToReviewComment(world, remarkWith(repository, id), accountNamed(world, author), body).id;
    },

    pullRequest(repository: string, number: number): PullRequestView {
      return viewPullRequest(numbered(repository, number));
    },
    /** Oldest first, whatever their state. */
    pullRequests(repository: string): PullRequestView[] {
      return [...repositoryNamed(world, repository).issues.values()].flatMap(({ pull }) =>
        pull ? [viewPullRequest(pull)] : [],
      );
    },
    /** What the pull request changes, as a unified diff. */
    diff(repository: string, number: number): Promise<string> {
      const { issue, base, head } = numbered(repository, number);
      return comparisonText(issue.repository.directory, 'diff', base.sha, head.sha);
    },
    reviews(repository: string, number: number): ReviewView[] {
      return numbered(repository, number).reviews.map(viewReview);
    },
    reviewComments(repository: string, number: number): ReviewCommentView[] {
      return numbered(repository, number).reviewComments.map(viewReviewComment);
    },
    reviewCommentReactions(repository: string, id: number): ReactionView[] {
      return viewReactions(remarkWith(repository, id));
    },
  };
}

function placeOf({ path, line, startLine, side = 'RIGHT' }: RemarkInput): DiffPlace {
  return { path, line, side, startLine, startSide: startLine === undefined ? undefined : side };
}
