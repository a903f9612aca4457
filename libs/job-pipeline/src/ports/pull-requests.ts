export interface OpenPullRequest {
  readonly number: number;
  readonly url: string;
  /** The text, from which the job that opened it is read. */
  readonly body: string;
}

/** What a pull request says. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

export interface NewPullRequest extends PullRequestText {
  /** Branch with the changes, in the same repository. */
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
  readonly labels: readonly string[];
}

/** Pull requests at the forge. */
export interface PullRequests {
  /** The open pull request of `head`, if there is one; the one into `base` when there are several. */
  findOpen(repository: string, head: string, base: string): Promise<OpenPullRequest | undefined>;
  /**
   * Opens one. When another process opened it a moment ago, answers that one.
   * @throws JobFailure `github-rejected`, or any of the forge's failures
   */
  open(repository: string, pullRequest: NewPullRequest): Promise<OpenPullRequest>;
  /** Replaces title and text; adds the labels. */
  update(
    repository: string,
    number: number,
    text: PullRequestText,
    labels: readonly string[],
  ): Promise<OpenPullRequest>;
}
