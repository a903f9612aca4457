import { createHmac, randomUUID } from 'node:crypto';
import { API_TOKEN, WEBHOOK_SECRET } from '@ai-coding-agent/local-system';
import { waitUntil } from '@ai-coding-agent/testing';

/** What a caller was told. */
export interface Told {
  readonly by: 'POST /jobs' | 'webhook';
  readonly status: number;
  readonly jobId: string | undefined;
  readonly ms: number;
  /** What was wrong at that time. */
  readonly during: string;
}

/** Clients and GitHub, who ask an ingest-api for jobs without a break, each one job at a time. */
export function startSteadyCallers(url: string, { each }: { readonly each: number }) {
  const told: Told[] = [];
  let during = 'nothing';
  let isOver = false;
  let issues = 0;
  const ask = async (by: Told['by'], send: () => Promise<Response>): Promise<void> => {
    while (!isOver) {
      const [startedAt, what] = [performance.now(), during];
      const answer = await send();
      const { jobId } = (await answer.json()) as { jobId?: string };
      told.push({ by, status: answer.status, jobId, ms: performance.now() - startedAt, during: what });
    }
  };
  const post = (path: string, body: string, headers: Record<string, string>) =>
    fetch(url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const client = () => {
    const body = { mode: 'quickfix', repository: 'acme/shop', issueNumber: (issues += 1) };
    return post('/jobs', JSON.stringify(body), { authorization: `Bearer ${API_TOKEN}` });
  };
  const gitHub = () => {
    const body = JSON.stringify({
      action: 'labeled',
      label: { name: 'ai-fix' },
      repository: { full_name: 'acme/shop' },
      sender: { login: 'octocat', type: 'User' },
      issue: { number: (issues += 1), state: 'open' },
    });
    return post('/webhooks/github', body, {
      'x-github-event': 'issues',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`,
    });
  };
  const callers = Array.from({ length: each }, () => [ask('POST /jobs', client), ask('webhook', gitHub)]).flat();
  const count = (by: Told['by'], status: number, since: number) =>
    told.slice(since).filter((one) => one.by === by && one.status === status).length;
  return {
    told,
    /** From now on answers count for `trouble`; resolves once both kinds of callers were told `status` so many times. */
    until: async (trouble: string, status: number, times: number): Promise<void> => {
      during = trouble;
      const since = told.length;
      const isEnough = () => count('POST /jobs', status, since) >= times && count('webhook', status, since) >= times;
      await waitUntil(`${trouble}: ${status}`, isEnough, 60_000);
    },
    stop: async (): Promise<void> => {
      isOver = true;
      await Promise.all(callers);
    },
  };
}
