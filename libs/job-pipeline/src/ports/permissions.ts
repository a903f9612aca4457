/** What people may do, asked from the forge and never guessed. */
export interface Permissions {
  /**
   * Whether `login` may push to the repository.
   * @throws JobFailure `repository-not-found`, or any of the forge's failures
   */
  mayWrite(repository: string, login: string): Promise<boolean>;
}
