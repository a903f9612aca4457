/** What is needed to find the comment of a job again. */
export interface CommentedJob {
  readonly jobId: string;
  readonly repository: string;
  /** ISO 8601; no comment of the job is older. */
  readonly requestedAt: string;
}

/** The one comment of each job. */
export interface JobComments {
  /**
   * Creates the comment of the job on an issue or pull request, or edits it when it is there already.
   * @param text Markdown, without the hidden marker by which the comment is found again
   * @returns its address
   */
  put(job: CommentedJob, number: number, text: string): Promise<string>;
}
