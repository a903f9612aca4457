/** An order about a job, for whichever worker has it or will have it. */
export interface JobControl {
  readonly kind: 'cancel';
  readonly jobId: string;
  /** GitHub login, or name of the API token, of whoever ordered. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}
