import { JobFailure } from '@ai-coding-agent/failures';

/**
 * Does it all once more when somebody pushed to the branch meanwhile. If that happens again, the job ends: each time
 * costs a run of the model, and somebody is busy there.
 * @throws JobFailure `branch-moved`
 */
export async function redoOnce<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isBranchMoved(error)) throw error;
  }
  try {
    return await run();
  } catch (error) {
    if (!isBranchMoved(error)) throw error;
    const final = new JobFailure('branch-moved', { kind: 'decision', detail: error.detail, cause: error.cause });
    final.stage = error.stage;
    throw final;
  }
}

function isBranchMoved(error: unknown): error is JobFailure {
  return error instanceof JobFailure && error.code === 'branch-moved';
}
