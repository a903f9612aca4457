import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Seconds; from a fast stage to the hard limit of a refine. */
const DURATION_BUCKETS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 900, 1800];

/** The Prometheus metrics of a worker. */
export class JobMetrics {
  readonly #running: Gauge;
  readonly #ended: Counter;
  readonly #attemptSeconds: Histogram;
  readonly #stageSeconds: Histogram;
  readonly #llmCalls: Counter;
  readonly #llmTokens: Counter;
  readonly #llmCost: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#running = new Gauge({
      name: 'agent_jobs_running',
      help: 'Jobs that run now',
      labelNames: ['mode'],
      registers,
    });
    this.#ended = new Counter({
      name: 'agent_job_attempts_total',
      help: 'Attempts that ended: result is succeeded, retrying, failed, dead_lettered, cancelled, handed_back, already_ended or busy; code is the outcome or the failure code',
      labelNames: ['mode', 'result', 'code'],
      registers,
    });
    this.#attemptSeconds = new Histogram({
      name: 'agent_job_attempt_seconds',
      help: 'Duration of one attempt',
      labelNames: ['mode', 'result'],
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#stageSeconds = new Histogram({
      name: 'agent_job_stage_seconds',
      help: 'Duration of one stage',
      labelNames: ['mode', 'stage'],
      buckets: DURATION_BUCKETS,
      registers,
    });
    this.#llmCalls = new Counter({
      name: 'agent_llm_calls_total',
      help: 'Calls to the model',
      labelNames: ['mode'],
      registers,
    });
    this.#llmTokens = new Counter({
      name: 'agent_llm_tokens_total',
      help: 'Tokens by kind: prompt or completion',
      labelNames: ['mode', 'kind'],
      registers,
    });
    this.#llmCost = new Counter({
      name: 'agent_llm_cost_usd_total',
      help: 'Spend on the model',
      labelNames: ['mode'],
      registers,
    });
  }

  started(mode: string): void {
    this.#running.inc({ mode });
  }

  stageEnded(mode: string, stage: string, seconds: number): void {
    this.#stageSeconds.observe({ mode, stage }, seconds);
  }

  /** A job that was only looked at and never started. */
  turnedAway(mode: string, result: string): void {
    this.#ended.inc({ mode, result, code: '' });
  }

  ended(mode: string, result: string, code: string, seconds: number): void {
    this.#running.dec({ mode });
    this.#ended.inc({ mode, result, code });
    this.#attemptSeconds.observe({ mode, result }, seconds);
  }

  spent(
    mode: string,
    usage: { llmCalls: number; promptTokens: number; completionTokens: number; costUsd: number },
  ): void {
    this.#llmCalls.inc({ mode }, usage.llmCalls);
    this.#llmTokens.inc({ mode, kind: 'prompt' }, usage.promptTokens);
    this.#llmTokens.inc({ mode, kind: 'completion' }, usage.completionTokens);
    this.#llmCost.inc({ mode }, usage.costUsd);
  }
}
