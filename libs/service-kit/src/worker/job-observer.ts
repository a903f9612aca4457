import type { Job, JobStage } from '@ai-coding-agent/contracts';
import type { JobEnding, JobObserver } from '@ai-coding-agent/messaging';
import { Logger } from '@nestjs/common';
import { currentLogContext } from '../logging/log-context.js';
import type { JobMetrics } from '../operations/job-metrics.js';

interface Watch {
  readonly startedAt: number;
  stage?: JobStage;
  stageStartedAt: number;
}

/** Logs and counts what happens to jobs. A job reads as about ten lines. */
export class LoggingJobObserver implements JobObserver {
  readonly #logger = new Logger('Job');
  readonly #metrics: JobMetrics;
  readonly #watches = new Map<string, Watch>();

  constructor(metrics: JobMetrics) {
    this.#metrics = metrics;
  }

  started(job: Job, attempt: number): void {
    const now = Date.now();
    this.#watches.set(job.jobId, { startedAt: now, stageStartedAt: now });
    this.#metrics.started(job.mode);
    this.#logger.log('job started', { mode: job.mode, attempt });
  }

  stageReached(job: Job, stage: JobStage): void {
    const watch = this.#watches.get(job.jobId);
    if (!watch) return;
    this.#endStage(job, watch);
    watch.stage = stage;
    watch.stageStartedAt = Date.now();
    const context = currentLogContext();
    if (context) context.stage = stage;
  }

  ended(job: Job, ending: JobEnding): void {
    const watch = this.#watches.get(job.jobId);
    this.#watches.delete(job.jobId);
    if (!watch) return this.#metrics.turnedAway(job.mode, resultOf(ending));
    this.#endStage(job, watch);
    const seconds = (Date.now() - watch.startedAt) / 1_000;
    this.#metrics.ended(job.mode, resultOf(ending), codeOf(ending), seconds);
    if ('usage' in ending) this.#metrics.spent(job.mode, ending.usage);
    this.#logEnd(ending, seconds);
  }

  #endStage(job: Job, watch: Watch): void {
    if (!watch.stage) return;
    const seconds = (Date.now() - watch.stageStartedAt) / 1_000;
    this.#metrics.stageEnded(job.mode, watch.stage, seconds);
    this.#logger.log('stage finished', { ms: Math.round(seconds * 1_000) });
  }

  #logEnd(ending: JobEnding, seconds: number): void {
    const fields = { result: resultOf(ending), code: codeOf(ending), seconds };
    if (ending.kind !== 'failed') return this.#logger.log('job ended', fields);
    const { failure } = ending;
    const details = { ...fields, reason: failure.message, error: failure.cause };
    if (failure.kind === 'operator') this.#logger.error('job ended', details);
    else this.#logger.warn('job ended', details);
  }
}

function resultOf(ending: JobEnding): string {
  if (ending.kind !== 'failed') return ending.kind.replace('-', '_');
  return { retry: 'retrying', 'dead-letter': 'dead_lettered', end: 'failed' }[ending.next.kind];
}

function codeOf(ending: JobEnding): string {
  if (ending.kind === 'succeeded') return ending.result.outcome;
  return ending.kind === 'failed' ? ending.failure.code : '';
}
