import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseServiceMessage } from './parse-service-message.js';
import {
  prepareRequest,
  pricesRequest,
  runRequest,
  verifyRequest,
  type ClientRequest,
  type RunnerResult,
} from './protocol.js';

const folder = new URL('../protocol/', import.meta.url);
const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const said = readdirSync(folder).filter((name) =>
  /^(hello|prepared|priced-|verified-|event-|result-|error-)/.test(name),
);

describe('parseServiceMessage', () => {
  it.each(said)('understands %s as agreed', (name) => {
    const message = golden(name);

    expect(parseServiceMessage(message)).toEqual(message);
  });

  it('refuses what the service never says', () => {
    const { result } = golden('result-edited.json') as { result: RunnerResult };
    const nonsense = [
      null,
      [],
      {},
      { type: 'run' },
      { type: 'event', event: { kind: 'model_call' } },
      { type: 'event', event: { kind: 'model_call', usage: { ...result.usage, costUsd: '0' } } },
      { type: 'result', result: { ...result, status: 'fine' } },
      { type: 'result', result: { ...result, edited: [1] } },
      { type: 'result', result: { ...result, refused: [{ path: 'x', reason: 'because' }] } },
      { type: 'result', result: { ...result, usage: { ...result.usage, llmCalls: -1 } } },
      { type: 'result', result: { ...result, failure: 'x' } },
      { type: 'error', error: { code: 'oops', message: '' } },
      { type: 'verified', status: 'fine', output: '', totalMs: 1 },
      { type: 'verified', status: 'passed', exitCode: '0', output: '', totalMs: 1 },
      { type: 'priced', prices: { prompt: 'free' } },
      { type: 'hello', protocol: 3, aider: '1', python: '3', sandbox: { mode: 'none', landlock: 0 } },
    ];

    for (const message of nonsense) expect(() => parseServiceMessage(message)).toThrow('makes no sense');
  });
});

describe('requests', () => {
  it('are what was agreed', () => {
    const run = golden('run.json') as Extract<ClientRequest, { type: 'run' }>;

    const throughGateway = golden('run-gateway.json') as typeof run;
    const verify = golden('verify.json') as Extract<ClientRequest, { type: 'verify' }>;

    expect(runRequest(run.job)).toEqual(run);
    expect(runRequest(throughGateway.job)).toEqual(throughGateway);
    expect(verifyRequest(verify.verification)).toEqual(verify);
    expect(pricesRequest('openai/gpt-4o')).toEqual(golden('prices.json'));
    expect(prepareRequest()).toEqual(golden('prepare.json'));
  });
});
