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

/** A pull request, as whoever refines it has to know it. */
export interface PullRequestFacts {
  readonly number: number;
  readonly title: string;
  /** Empty when it has none. */
  readonly body: string;
  readonly author: string;
  readonly url: string;
  readonly isOpen: boolean;
  /** Whether its branch is in another repository, or in one that is gone. */
  readonly isFromFork: boolean;
  /** Its branch. */
  readonly head: string;
  readonly base: string;
}

/** Pull requests at the forge. */
export interface PullRequests {
  /** @throws JobFailure `pull-request-not-found`, or any of the forge's failures */
  read(repository: string, number: number): Promise<PullRequestFacts>;
  /**
   * Its unified diff, cut at `maxLength` characters; empty when the forge has none that it would show.
   * @throws JobFailure `pull-request-not-found`, or any of the forge's failures
   */
  diff(repository: string, number: number, maxLength: number): Promise<string>;
  /**
   * Answers in the thread of an inline review comment. The same answer twice is written once.
   * @param key by which an answer that is there already is found, such as the id of the job
   * @throws JobFailure `pull-request-not-found`, or any of the forge's failures
   */
  answerReview(repository: string, number: number, commentId: number, text: string, key: string): Promise<void>;
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
