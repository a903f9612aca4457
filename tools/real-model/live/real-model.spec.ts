import { SAMPLE } from '@ai-coding-agent/github-sandbox';
import { startLocalSystem, type LocalSystem } from '@ai-coding-agent/local-system';
import { createTemporaryVhost, type TemporaryVhost } from '@ai-coding-agent/testing';
import type {} from '@ai-coding-agent/testing/broker-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { startModelServer, type ModelServer } from './model-server.js';

const MODEL = 'smollm2-135m-instruct';
const REPOSITORY = 'acme/shop';
const FILES = { 'app.py': 'def hello():\n    return "hi"\n' };
const ISSUE = { title: 'The greeting is wrong', body: 'It should say bye.' };
/** So small a model often repeats itself without end, on another processor about something else. Its words stay its own. */
const ONE_SENTENCE = 'root ::= [A-Z] [a-z ,]{20,160} "."';
const PATIENCE_MS = 500_000;

describe('a real model on this machine', () => {
  let vhost: TemporaryVhost;
  let model: ModelServer | undefined;
  let system: LocalSystem | undefined;

  beforeEach(async () => {
    vhost = await createTemporaryVhost(inject('broker'));
  });
  afterEach(async () => {
    await system?.close();
    await model?.stop();
    await vhost.remove();
  });

  /** One job with the model, and all that is seen of it. */
  async function runJob(limits: { mostTokens: number; grammar?: string }) {
    model = await startModelServer({ name: MODEL, ...limits });
    system = await startLocalSystem({
      rabbitmqUrl: vhost.url,
      env: { LLM_MODEL: `openai/${MODEL}`, OPENAI_API_BASE: model.url },
      apps: ['ingest-api', 'quickfix-worker'],
    });
    const { sandbox, client } = system;
    await sandbox.createRepository(REPOSITORY, { files: FILES });
    sandbox.setPermission(REPOSITORY, SAMPLE.agent.login, 'write');
    const issueNumber = sandbox.openIssue(REPOSITORY, ISSUE);
    const jobId = await client.start({ mode: 'quickfix', repository: REPOSITORY, issueNumber });
    const job = await client.untilEnded(jobId, PATIENCE_MS);
    const comments = sandbox.comments(REPOSITORY, issueNumber).map(({ body }) => body);
    console.log(comments.join('\n'));
    return {
      job,
      comments,
      tokens: await model.tokens(),
      pushed: [Object.keys(sandbox.branches(REPOSITORY)), sandbox.pullRequests(REPOSITORY)],
    };
  }

  it('answers in prose: the job has changed nothing, and says so in its words', async () => {
    const { job, comments, tokens, pushed } = await runJob({ mostTokens: 512, grammar: ONE_SENTENCE });

    expect(job).toMatchObject({ status: 'succeeded', result: { outcome: 'no_changes', changedFiles: [] } });
    expect(comments).toEqual([expect.stringMatching(/Nothing to change[^]*> [A-Z][a-z ,]{20,160}\.\n/)]);
    expect(pushed).toEqual([['main'], []]);
    // Aider's instructions and the issue went in, and what the gateway counted is what the model did.
    expect(tokens.read).toBeGreaterThan(1_000);
    expect(tokens.written).toBeGreaterThan(1);
    expect(job.usage).toMatchObject({ llmCalls: 1, promptTokens: tokens.read, completionTokens: tokens.written });
  });

  it('is cut off: the job has failed, and does not pass for one without changes', async () => {
    const { job, comments, tokens, pushed } = await runJob({ mostTokens: 12 });

    expect(job).toMatchObject({ status: 'failed', failure: { code: 'model-output-limit', stage: 'apply-edits' } });
    expect(comments).toEqual([expect.stringContaining('cut off at its output limit')]);
    expect(pushed).toEqual([['main'], []]);
    expect(job.usage).toMatchObject({ llmCalls: 1, promptTokens: tokens.read, completionTokens: 12 });
  });
});
