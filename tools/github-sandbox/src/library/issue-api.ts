import { addLabels } from '../actions/add-labels.js';
import { assign, unassign } from '../actions/assign.js';
import { commentOnIssue, deleteComment, editComment } from '../actions/comment-on-issue.js';
import { createIssue } from '../actions/create-issue.js';
import { editIssue, type IssueEdit } from '../actions/edit-issue.js';
import { react } from '../actions/react.js';
import { removeLabel } from '../actions/remove-label.js';
import type { IssueComment } from '../world/issue.js';
import type { ReactionContent } from '../world/reaction.js';
import type { World } from '../world/world.js';
import { viewComment, viewIssue, viewReactions, type CommentView, type IssueView, type ReactionView } from './views.js';
import { accountNamed, issueNumbered, repositoryNamed } from './lookup.js';

export interface IssueInput {
  readonly title: string;
  readonly body?: string;
  /** Login; `octocat` when absent. So is every `author` and `by` below. */
  readonly author?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
}

export type IssueApi = ReturnType<typeof issueApi>;

/** Issues and their comments. A pull request is an issue too. */
export function issueApi(world: World) {
  const commentWith = (repository: string, id: number): IssueComment => {
    const issues = [...repositoryNamed(world, repository).issues.values()];
    const comment = issues.flatMap(({ comments }) => comments).find((each) => each.id === id);
    if (!comment) throw new Error(`${repository} has no comment ${id}`);
    return comment;
  };
  const on = (repository: string, number: number) => issueNumbered(world, repository, number);

  return {
    /** @returns the number of the new issue */
    openIssue(repository: string, { title, body, author, labels = [], assignees = [] }: IssueInput): number {
      const issue = createIssue(world, repositoryNamed(world, repository), accountNamed(world, author), {
        title,
        body: body ?? null,
        labels,
        assignees: assignees.map((login) => accountNamed(world, login)),
      });
      return issue.number;
    },
    editIssue(repository: string, number: number, edit: IssueEdit, by?: string): void {
      editIssue(world, on(repository, number), accountNamed(world, by), edit);
    },
    lockIssue(repository: string, number: number, locked = true): void {
      on(repository, number).locked = locked;
    },
    /** @returns the id of the new comment */
    comment(repository: string, number: number, { author, body }: { author?: string; body: string }): number {
      return commentOnIssue(world, on(repository, number), accountNamed(world, author), body).id;
    },
    editComment(repository: string, id: number, body: string, by?: string): void {
      editComment(world, commentWith(repository, id), accountNamed(world, by), body);
    },
    deleteComment(repository: string, id: number, by?: string): void {
      deleteComment(world, commentWith(repository, id), accountNamed(world, by));
    },
    addLabel(repository: string, number: number, name: string, by?: string): void {
      addLabels(world, on(repository, number), accountNamed(world, by), [name]);
    },
    removeLabel(repository: string, number: number, name: string, by?: string): void {
      removeLabel(world, on(repository, number), accountNamed(world, by), name);
    },
    assign(repository: string, number: number, login: string, by?: string): void {
      assign(world, on(repository, number), accountNamed(world, by), [accountNamed(world, login)]);
    },
    unassign(repository: string, number: number, login: string, by?: string): void {
      unassign(world, on(repository, number), accountNamed(world, by), accountNamed(world, login));
    },
    /** Reacts to an issue or pull request; to one of its comments when `comment` is given. */
    react(repository: string, number: number, content: ReactionContent, by?: string, comment?: number): void {
      const target = comment === undefined ? on(repository, number) : commentWith(repository, comment);
      react(world, target, accountNamed(world, by), content);
    },

    issue(repository: string, number: number): IssueView {
      return viewIssue(on(repository, number));
    },
    /** Oldest first. */
    issues(repository: string): IssueView[] {
      return [...repositoryNamed(world, repository).issues.values()].map(viewIssue);
    },
    comments(repository: string, number: number): CommentView[] {
      return on(repository, number).comments.map(viewComment);
    },
    /** Reactions to an issue or pull request itself. */
    reactions(repository: string, number: number): ReactionView[] {
      return viewReactions(on(repository, number));
    },
    commentReactions(repository: string, id: number): ReactionView[] {
      return viewReactions(commentWith(repository, id));
    },
  };
}
