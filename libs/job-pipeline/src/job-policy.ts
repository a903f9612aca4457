/** What the operator allows, asked by the first stage of every job. */
export interface JobPolicy {
  allowsRepository(repository: string): boolean;
  allowsModel(model: string): boolean;
  /** Domain of the addresses that the forge gives to accounts, such as `users.noreply.github.com`. */
  readonly noreplyDomain: string;
}
