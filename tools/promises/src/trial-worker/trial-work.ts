import { access, appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobResult, QuickfixJob } from '@ai-coding-agent/contracts';
import { JobFailure } from '@ai-coding-agent/failures';
import type { JobRun, JobWork } from '@ai-coding-agent/messaging';
import type { Trial } from './trial.js';

const USAGE = { llmCalls: 1, promptTokens: 1, completionTokens: 1, costUsd: 0 };
const RESULT: JobResult = { outcome: 'no_changes', changedFiles: [] };

/**
 * Work that costs nothing but is as careful as the real one: it looks whether an earlier attempt has done it, and its
 * effect can happen once only, like a push with a lease. A second effect means that two of them ran at a time.
 */
export class TrialWork implements JobWork<QuickfixJob> {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  branch({ issueNumber }: QuickfixJob): string {
    return `issue-${issueNumber}`;
  }

  timeoutSeconds(): number {
    return 120;
  }

  async run(job: QuickfixJob, run: JobRun): Promise<JobResult> {
    const trial = JSON.parse(job.instructions ?? '{}') as Trial;
    const effect = join(this.#directory, 'effects', job.jobId);
    await appendFile(join(this.#directory, 'starts.log'), `${job.jobId}\n`);
    run.stageReached('read-issue');
    if (await exists(effect)) return RESULT;
    if (trial.end === 'kills-worker') process.kill(process.pid, 'SIGKILL');
    if (trial.blockMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, trial.blockMs);
    run.usage(USAGE);
    await sleep(trial.ms, undefined, { signal: run.signal });
    if (trial.end === 'poison') throw new JobFailure('git-auth');
    if (trial.end === 'hopeless') throw new JobFailure('model-unavailable');
    if (trial.end === 'flaky' && run.attempt === 1) throw new JobFailure('model-unavailable');
    run.signal.throwIfAborted();
    run.stageReached('push-branch');
    await writeFile(effect, '', { flag: 'wx' }).catch(() =>
      appendFile(join(this.#directory, 'overlaps.log'), `${job.jobId}\n`),
    );
    if (trial.afterMs) await sleep(trial.afterMs);
    return RESULT;
  }

  async reportFailure(): Promise<void> {}

  async reportCancelled(): Promise<void> {}
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
