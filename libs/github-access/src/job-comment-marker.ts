/** Invisible on the page; by it the comment of a job is found again. */
export function jobCommentMarker(jobId: string): string {
  return `<!-- ai-coding-agent:job ${jobId} -->`;
}

/** Whether a comment is one that the agent wrote about a job. */
export function isJobComment(body: string): boolean {
  return /<!-- ai-coding-agent:job [0-9a-f-]{36} -->/.test(body);
}
