import { spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@ai-coding-agent/broker';
import { API_TOKEN, startLocalSystem } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';
import { connect } from 'amqplib';
import autocannon from 'autocannon';
import type { BenchContext } from '../bench-context.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'FastAPI + FastStream';
const PEERS = dirname(fileURLToPath(new URL('../../peers/ingest_peer.py', import.meta.url)));
const WEBHOOK_SECRET = 'bench-webhook-secret';
const SECONDS = 3;
/** Webhooks a second whose slowest answers are looked at, and for how long. */
const STEADY = { rate: 500, seconds: 30, secondsOfQuick: 10 };
/** Bytes of a usual delivery of GitHub. */
const WEBHOOK_BYTES = 25_000;

interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly queue: string;
}
interface Load {
  readonly title: string;
  readonly connections: number;
  readonly path: string;
  readonly body: string;
  readonly headers: () => Record<string, string>;
}

/** Accepted requests a second, each confirmed by the broker. */
export async function ingest(context: BenchContext): Promise<SectionResult[]> {
  const { rabbitmqUrl } = context;
  const system = await startLocalSystem({
    rabbitmqUrl,
    script: ['unused'],
    apps: ['ingest-api'],
    env: { GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET, LOG_LEVEL: 'error', GITHUB_TOKEN: '' },
  });
  const peer = await startPeer(context);
  const app = system.apps['ingest-api'];
  if (!app) throw new Error('ingest-api does not run');
  const targets: Target[] = [
    { name: 'ingest-api', url: app.url, pid: app.pid, queue: 'quickfix.jobs' },
    { name: PEER, url: peer.url, pid: peer.pid, queue: 'peer.jobs' },
  ];
  try {
    const results: SectionResult[] = [];
    for (const load of [...jobLoads(), webhookLoad()]) {
      const cases = targets.map((target) => loadCase(target, load, rabbitmqUrl));
      results.push({
        section: 'ingest',
        title: load.title,
        unit: 'requests/s',
        moreIsBetter: true,
        peer: PEER,
        cases: await interleave(cases, { rounds: context.rounds, onRun: context.log }),
        notes: [`CPU s is per 1,000 accepted requests, of the app alone. ${SECONDS} s a run.`],
      });
    }
    results.push(await steady(context, targets));
    return results;
  } finally {
    peer.stop();
    await system.close();
  }
}

/** How late the slowest answers are under a steady load, as GitHub's would be. */
async function steady(context: BenchContext, targets: Target[]): Promise<SectionResult> {
  const load = webhookLoad();
  const seconds = context.full ? STEADY.seconds : STEADY.secondsOfQuick;
  const cases = targets.map((target): BenchCase => ({
    name: target.name,
    run: async () => {
      const watch = new ProcessTreeWatch([target.pid]);
      const result = await cannonade(target, load, { duration: seconds, overallRate: STEADY.rate });
      const { cpuSeconds, peakMib } = watch.end();
      await emptyQueue(context.rabbitmqUrl, target.queue);
      return { value: result.latency.p99, cpuSeconds: (cpuSeconds * 1_000) / result['2xx'], peakMib };
    },
  }));
  return {
    section: 'ingest',
    title: `Signed webhooks of 25 KB, ${STEADY.rate} a second for ${seconds} s: the 99th percentile of their answers`,
    unit: 'ms',
    peer: PEER,
    cases: await interleave(cases, { rounds: Math.min(context.rounds, 3), warmUp: false, onRun: context.log }),
  };
}

/** Fires, and complains about every answer that is no 2xx. */
async function cannonade({ name, url }: Target, load: Load, options: Partial<autocannon.Options>) {
  const result = await autocannon({
    url: url + load.path,
    connections: load.connections,
    method: 'POST',
    body: load.body,
    requests: [{ setupRequest: (request) => ({ ...request, headers: load.headers() }) }],
    ...options,
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${name}: ${result.non2xx} answers were not 2xx, ${result.errors} errors`);
  return result;
}

function jobLoads(): Load[] {
  const body = JSON.stringify({ mode: 'quickfix', repository: 'bench/load', issueNumber: 1, requestedBy: 'octocat' });
  const headers = () => ({ 'content-type': 'application/json', authorization: `Bearer ${API_TOKEN}` });
  const load = (connections: number) => ({
    title: `POST /jobs, ${connections} connections`,
    ...{ connections, path: '/jobs', body, headers },
  });
  return [load(32), load(256)];
}

function webhookLoad(): Load {
  const body = labeledEvent();
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
  const headers = () => ({
    'content-type': 'application/json',
    'x-github-event': 'issues',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
  });
  const connections = 32;
  const title = `Signed webhooks of 25 KB, ${connections} connections`;
  return { title, connections, path: '/webhooks/github', body, headers };
}

function loadCase(target: Target, load: Load, rabbitmqUrl: string): BenchCase {
  const { name, pid, queue } = target;
  return {
    name,
    run: async () => {
      const watch = new ProcessTreeWatch([pid]);
      const result = await cannonade(target, load, { duration: SECONDS });
      const { cpuSeconds, peakMib } = watch.end();
      const queued = await emptyQueue(rabbitmqUrl, queue);
      if (queued < result['2xx']) throw new Error(`${name}: ${result['2xx']} accepted, but ${queued} on the queue`);
      return { value: result['2xx'] / result.duration, cpuSeconds: (cpuSeconds * 1_000) / result['2xx'], peakMib };
    },
  };
}

/** How many messages were there. */
async function emptyQueue(url: string, queue: string): Promise<number> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const { messageCount } = await channel.purgeQueue(queue);
  await connection.close();
  return messageCount;
}

async function startPeer({ peerPython, rabbitmqUrl }: BenchContext) {
  const [port = 0] = await freePorts(1);
  const args = [
    '-m',
    'uvicorn',
    'ingest_peer:app',
    '--port',
    String(port),
    '--no-access-log',
    '--log-level',
    'warning',
  ];
  const child = spawn(peerPython, args, {
    cwd: PEERS,
    env: {
      RABBITMQ_URL: rabbitmqUrl,
      GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
      INGEST_TOKEN: API_TOKEN,
      PYTHONDONTWRITEBYTECODE: '1',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  await Promise.race([
    waitUntil('the peer answers', async () => (await fetch(`${url}/openapi.json`).catch(() => undefined))?.ok),
    once(child, 'exit').then(() => Promise.reject(new Error('the peer ended'))),
  ]);
  return { url, pid: child.pid ?? 0, stop: () => child.kill('SIGKILL') };
}

/** An `issues.labeled` delivery, filled up to the size that GitHub's usually have. */
function labeledEvent(): string {
  const user = { login: 'octocat', id: 1, type: 'User' };
  const event = {
    action: 'labeled',
    label: { id: 1, name: 'ai-fix' },
    issue: { id: 1, number: 1, title: 'Load', state: 'open', user, body: '' },
    repository: {
      id: 1,
      name: 'load',
      full_name: 'bench/load',
      owner: { login: 'bench', id: 2, type: 'Organization' },
    },
    sender: user,
  };
  event.issue.body = 'x'.repeat(WEBHOOK_BYTES - JSON.stringify(event).length);
  return JSON.stringify(event);
}
