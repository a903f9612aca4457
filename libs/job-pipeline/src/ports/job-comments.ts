/** The one comment of each job. */
export interface JobComments {
  /**
   * Creates the comment of `jobId` on an issue or pull request, or edits it when it is there already.
   * @param body Markdown, without the hidden marker by which the comment is found again
   * @returns its address
   */
  put(repository: string, number: number, jobId: string, body: string): Promise<string>;
}
