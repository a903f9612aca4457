import { randomUUID } from 'node:crypto';
import { EXCHANGES, type JobHappening } from '@ai-coding-agent/contracts';
import { encodeJobEvent } from '@ai-coding-agent/messaging';
import { startLocalSystem } from '@ai-coding-agent/local-system';
import { connect } from 'amqplib';
import type { BenchContext } from '../bench-context.js';
import { interleave } from '../measure/interleave.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import type { SectionResult } from '../report/section-result.js';

const EVENTS_PER_JOB = 10;
const USAGE = { llmCalls: 1, promptTokens: 1_000, completionTokens: 100, costUsd: 0.01 };

/** How long ingest-api takes until it knows all jobs again. */
export async function replay(context: BenchContext): Promise<SectionResult[]> {
  const { rabbitmqUrl, full } = context;
  const events = full ? 1_000_000 : 100_000;
  const system = await startLocalSystem({ rabbitmqUrl, script: ['unused'], apps: ['ingest-api'] });
  try {
    context.log(`writing ${events} events`);
    await writeEvents(rabbitmqUrl, events);
    const restart = {
      name: 'ingest-api',
      run: async () => {
        const startedAt = performance.now();
        const app = await system.startApp('ingest-api');
        const value = performance.now() - startedAt;
        const { peakMib } = new ProcessTreeWatch([app.pid]).end();
        await app.stop();
        return { value, peakMib };
      },
    };
    return [
      {
        section: 'replay',
        title: `Restart of ingest-api with ${events.toLocaleString('en-US')} events, from exec to ready`,
        unit: 'ms',
        cases: await interleave([restart], { rounds: Math.min(context.rounds, 3), onRun: context.log }),
      },
    ];
  } finally {
    await system.close();
  }
}

async function writeEvents(url: string, events: number): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  for (let written = 0; written < events; written += EVENTS_PER_JOB) {
    const jobId = randomUUID();
    for (const happening of lifeOf(written)) {
      const event = { ...happening, jobId, at: new Date().toISOString() };
      const body = Buffer.from(JSON.stringify(encodeJobEvent(event, '/bench')));
      channel.publish(EXCHANGES.events, `job.${happening.kind}`, body, { persistent: true, correlationId: jobId });
    }
    if (written % 1_000 === 0) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
  await connection.close();
}

function lifeOf(number: number): JobHappening[] {
  const job = {
    mode: 'quickfix' as const,
    repository: `bench/repository-${number % 100}`,
    issueNumber: number + 1,
    requestedBy: 'octocat',
    requestedAt: new Date().toISOString(),
  };
  const stages = [
    'read-issue',
    'prepare-checkout',
    'apply-edits',
    'guard-changes',
    'commit-edits',
    'push-branch',
    'report',
  ] as const;
  const result = { outcome: 'pull_request_opened' as const, pullRequestNumber: 1, branch: 'b', changedFiles: ['a'] };
  return [
    { kind: 'queued', job },
    { kind: 'started', attempt: 1, job },
    ...stages.map((stage) => ({ kind: 'stage' as const, attempt: 1, stage })),
    { kind: 'succeeded', attempt: 1, result, usage: USAGE },
  ];
}
