import { afterEach, describe, expect, it } from 'vitest';
import { apiStandIn, json, type Answer } from './api-stand-in.js';
import { runAgentctl } from './run-agentctl.js';

const JOB = {
  jobId: '11111111-1111-4111-8111-111111111111',
  mode: 'quickfix',
  repository: 'acme/shop',
  issueNumber: 42,
  status: 'succeeded',
  stage: 'report',
  attempt: 1,
  queuedAt: '2026-01-01T00:00:00.000Z',
};
const PATH = `/jobs/${JOB.jobId}`;

/** Events that break off after `cut` and go on after the `Last-Event-ID`. */
function events(cut: number): Answer {
  const steps = [
    ['running', 'read-issue'],
    ['running', 'apply-edits'],
    ['succeeded', 'report'],
  ];
  return (response, request) => {
    const done = Number(request.headers['last-event-id'] ?? 0);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const [index, [status, stage]] of steps.entries()) {
      const id = index + 1;
      if (id <= done || (done === 0 && id > cut)) continue;
      const data = { jobId: JOB.jobId, status, stage, attempt: 1, at: `2026-01-01T00:00:0${id}.000Z` };
      response.write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    }
    response.end();
  };
}

describe('agentctl', () => {
  let api: Awaited<ReturnType<typeof apiStandIn>>;
  afterEach(() => api.close());
  const agentctl = (...args: string[]) => runAgentctl(args, { AGENTCTL_API_URL: api.url, AGENTCTL_TOKEN: 'topsecret' });

  it('jobs list: asks for what is wanted, page after page', async () => {
    let page = 0;
    api = await apiStandIn({
      'GET /jobs': (...all) => json({ jobs: [JOB], nextCursor: (page += 1) === 1 ? 'more' : null })(...all),
    });

    const { stdout } = await agentctl('jobs', 'list', '--repo', 'acme/shop', '--status', 'failed', '--limit', '2');
    const asJson = await agentctl('jobs', 'list', '--json');

    expect(stdout).toContain('acme/shop#42');
    expect(api.requests.map(({ query }) => query)).toEqual([
      '?limit=2&repository=acme%2Fshop&status=failed',
      '?limit=1&repository=acme%2Fshop&status=failed&cursor=more',
      '?limit=20',
    ]);
    expect(api.requests[0]?.headers.authorization).toBe('Bearer topsecret');
    expect(JSON.parse(asJson.stdout)).toEqual({ jobs: [JOB], nextCursor: null });
  });

  it('jobs show, cancel and retry: say what the API says', async () => {
    const retry = { jobId: 'new', retryOf: JOB.jobId, status: 'queued' };
    api = await apiStandIn({
      [`GET ${PATH}`]: json(JOB),
      [`POST ${PATH}/cancel`]: json({ title: 'The job has ended', code: 'job-ended' }, 409),
      [`POST ${PATH}/retry`]: json(retry, 202),
    });

    expect((await agentctl('jobs', 'show', JOB.jobId)).stdout).toContain('status:       succeeded');
    expect(await agentctl('jobs', 'retry', JOB.jobId)).toMatchObject({ code: 0, stdout: 'new\n' });
    expect(JSON.parse((await agentctl('jobs', 'retry', JOB.jobId, '--json')).stdout)).toEqual(retry);
    expect(await agentctl('jobs', 'cancel', JOB.jobId)).toMatchObject({
      code: 5,
      stderr: 'agentctl: The job has ended\n',
    });
    expect((await agentctl('jobs', 'show', '../../x')).code).toBe(3);
  });

  it('jobs watch: goes on after a break where it was', async () => {
    api = await apiStandIn({
      [`GET ${PATH}/events`]: events(1),
      [`GET ${PATH}`]: (...all) => {
        const streams = api.requests.filter(({ route }) => route.endsWith('/events')).length;
        json(streams < 2 ? { ...JOB, status: 'running' } : JOB)(...all);
      },
    });

    const { stderr, stdout, code } = await agentctl('jobs', 'watch', JOB.jobId, '--json');

    expect(code).toBe(0);
    expect(stderr).toBe('00:00:01  running  read-issue\n00:00:02  running  apply-edits\n00:00:03  succeeded  report\n');
    expect(JSON.parse(stdout)).toEqual(JOB);
    expect(api.requests.find(({ headers }) => headers['last-event-id'])?.headers['last-event-id']).toBe('1');
  });

  it('jobs watch: fails when the job does, also where the API has no events', async () => {
    const failure = { code: 'git-auth', message: 'refused' };
    api = await apiStandIn({ [`GET ${PATH}`]: json({ ...JOB, status: 'failed', failure }) });

    const { code, stdout } = await agentctl('jobs', 'watch', JOB.jobId);

    expect(code).toBe(1);
    expect(stdout).toContain('git-auth: refused');
  });

  it.each([
    [2, ['run', '--repo', 'acme/shop'], {}],
    [2, ['run', '--repo', 'a/b', '--pull-request', '7'], {}],
    [2, ['jobs', 'list', '--status', 'sleeping'], {}],
    [4, ['jobs', 'list'], { 'GET /jobs': json({ title: 'A valid bearer token is required' }, 401) }],
    [6, ['jobs', 'list'], { 'GET /jobs': json({ title: 'not ready' }, 503) }],
    [1, ['jobs', 'list'], { 'GET /jobs': (response) => void response.end('<html>') }],
  ] as [number, string[], Record<string, Answer>][])('exits %i for %j', async (code, args, routes) => {
    api = await apiStandIn(routes);

    const ended = await agentctl(...args);

    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).not.toMatch(/topsecret|\n\s+at /);
  });

  it('run: posts one job with every wish', async () => {
    api = await apiStandIn({ 'POST /jobs': json({ jobId: JOB.jobId, status: 'queued' }, 202) });

    const quickfix = await agentctl('run', '--repo', 'acme/shop', '--issue', '42', '--model', 'm', '--draft');
    await agentctl('run', '--repo', 'acme/shop', '--pull-request', '7', '--instructions', 'rename it', '--dry-run');

    expect(quickfix.stdout).toBe(`${JOB.jobId}\n`);
    expect(api.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { mode: 'quickfix', repository: 'acme/shop', issueNumber: 42, model: 'm', draft: true },
      { mode: 'refine', repository: 'acme/shop', pullRequestNumber: 7, instructions: 'rename it', dryRun: true },
    ]);
    expect(api.requests[0]?.headers['idempotency-key']).toMatch(/^agentctl-/);
  });
});
