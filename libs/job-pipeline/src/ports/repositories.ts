/** What the pipeline needs to know about a repository. */
export interface RepositoryFacts {
  /** As GitHub spells it: `OWNER/NAME`. */
  readonly name: string;
  readonly defaultBranch: string;
}

/** Repositories at the forge. */
export interface Repositories {
  /** @throws JobFailure `repository-not-found`, or any of the forge's failures */
  read(repository: string): Promise<RepositoryFacts>;
}
