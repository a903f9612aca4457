import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Health, JobMetrics, JsonLogger, OperationsServer, withLogContext } from '../src/index.js';

describe('OperationsServer', () => {
  let server: OperationsServer;
  let url: string;
  let health: Health;
  let isConnected = true;
  const registry = new Registry();
  beforeEach(async () => {
    isConnected = true;
    health = new Health({
      ready: [{ name: 'broker', passes: () => isConnected }],
      live: [{ name: 'loop', passes: () => true }],
    });
    server = new OperationsServer(health, registry);
    url = `http://127.0.0.1:${await server.listen(0)}`;
  });
  afterEach(() => server.close());

  it('is ready only while everything works, and alive all the time', async () => {
    const ready = async () => (await fetch(`${url}/health/ready`)).status;

    expect(await ready()).toBe(200);
    isConnected = false;
    expect(await ready()).toBe(503);
    expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: 'unavailable', missing: ['broker'] });
    isConnected = true;
    expect(await ready()).toBe(200);
    health.drain();
    expect(await ready()).toBe(503);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('tells Prometheus what jobs did and cost', async () => {
    const metrics = new JobMetrics(registry);
    metrics.started('quickfix');
    metrics.stageEnded('quickfix', 'apply-edits', 1.5);
    metrics.spent('quickfix', { llmCalls: 2, promptTokens: 100, completionTokens: 10, costUsd: 0.25 });
    metrics.ended('quickfix', 'succeeded', 'pull_request_opened', 3);

    const text = await (await fetch(`${url}/metrics`)).text();

    expect(text).toContain('agent_jobs_running{mode="quickfix"} 0');
    expect(text).toContain('agent_job_attempts_total{mode="quickfix",result="succeeded",code="pull_request_opened"} 1');
    expect(text).toContain('agent_llm_cost_usd_total{mode="quickfix"} 0.25');
    expect(text).toContain('agent_job_stage_seconds_count{mode="quickfix",stage="apply-edits"} 1');
  });

  it('answers nothing else', async () => {
    const statuses = await Promise.all([
      fetch(url).then(({ status }) => status),
      fetch(`${url}/metrics`, { method: 'POST' }).then(({ status }) => status),
    ]);

    expect(statuses).toEqual([404, 405]);
  });
});

describe('JsonLogger', () => {
  const lines: Record<string, unknown>[] = [];
  const write = process.stdout.write.bind(process.stdout);
  beforeEach(() => {
    lines.length = 0;
    process.stdout.write = (text: string) => {
      lines.push(JSON.parse(text) as Record<string, unknown>);
      return true;
    };
  });
  afterEach(() => void (process.stdout.write = write));

  it('writes lines that carry the job and its fields', () => {
    const logger = new JsonLogger('quickfix-worker', 'info', []);

    withLogContext({ jobId: 'j', attempt: 2, repository: 'a/b', stage: 'report' }, () =>
      logger.log('stage finished', { ms: 7 }, 'Job'),
    );

    expect(lines).toEqual([
      expect.objectContaining({
        app: 'quickfix-worker',
        level: 'info',
        message: 'stage finished',
        context: 'Job',
        jobId: 'j',
        attempt: 2,
        repository: 'a/b',
        stage: 'report',
        ms: 7,
        time: expect.stringMatching(/^\d{4}-.*Z$/),
      }),
    ]);
  });

  it('hides secrets wherever they turn up', () => {
    const logger = new JsonLogger('x', 'info', ['hunter2']);
    const basic = Buffer.from('x-access-token:hunter2').toString('base64');

    logger.error('failed for hunter2', { header: `Basic ${basic}`, error: new Error('hunter2') });

    expect(JSON.stringify(lines)).not.toMatch(/hunter2|aHVudGVyM/);
    expect(JSON.stringify(lines)).toContain('[secret]');
  });

  it('keeps to its level', () => {
    const logger = new JsonLogger('x', 'warn', []);

    logger.log('unimportant');
    logger.warn('important');

    expect(lines.map(({ message }) => message)).toEqual(['important']);
  });
});
