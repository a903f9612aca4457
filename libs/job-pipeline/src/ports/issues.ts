/** A comment that a person wrote. */
export interface Remark {
  readonly author: string;
  readonly body: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  /** Empty when the issue has none. */
  readonly body: string;
  readonly author: string;
  readonly url: string;
  /** Comments by people with write access, oldest first. Others' never reach the model. */
  readonly conversation: readonly Remark[];
}

/** Issues at the forge. */
export interface Issues {
  /** @throws JobFailure `issue-not-found`, `issue-is-pull-request`, or any of the forge's failures */
  read(repository: string, number: number): Promise<Issue>;
}
