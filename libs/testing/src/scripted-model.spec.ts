import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startScriptedModel, type ScriptedModel } from './scripted-model.js';

interface Completion {
  readonly choices: [{ message: { content: string }; finish_reason: string }];
  readonly usage: object;
}

const completion = async (response: Response) => (await response.json()) as Completion;

describe('startScriptedModel', () => {
  let model: ScriptedModel;
  beforeEach(async () => (model = await startScriptedModel()));
  afterEach(() => model.close());

  const ask = (body: object = {}, signal?: AbortSignal) =>
    fetch(`${model.url}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer key' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }], ...body }),
      ...(signal && { signal }),
    });

  it('answers with the items of the script in turn and repeats the last one', async () => {
    model.setScript(['one', { content: 'two', finish: 'length', usage: { prompt: 7, completion: 3, cached: 2 } }]);

    const answers = [await completion(await ask()), await completion(await ask()), await completion(await ask())];

    expect(answers.map((answer) => answer.choices[0].message.content)).toEqual(['one', 'two', 'two']);
    expect(answers[1]?.choices[0].finish_reason).toBe('length');
    expect(answers[1]?.usage).toMatchObject({ prompt_tokens: 7, completion_tokens: 3, total_tokens: 10 });
  });

  it('lets a reply depend on the request', async () => {
    model.setScript([({ prompt, index }) => `${index}: ${prompt}`]);

    const answer = await completion(await ask());

    expect(answer.choices[0].message.content).toBe('0: hello');
  });

  it('records requests until the next script', async () => {
    await ask({ temperature: 0 });

    expect(model.requests).toMatchObject([
      { index: 0, path: '/v1/chat/completions', headers: { authorization: 'Bearer key' }, body: { temperature: 0 } },
    ]);
    model.setScript(['again']);
    expect(model.requests).toEqual([]);
  });

  it('answers with errors and their headers', async () => {
    const error = { message: 'slow down', code: 'rate_limit' };
    model.setScript([{ status: 429, error, headers: { 'retry-after': '7' } }]);

    const response = await ask();

    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toMatchObject({ error });
  });

  it('streams when asked to, with the usage only on demand', async () => {
    model.setScript(['text']);

    const plain = await (await ask({ stream: true })).text();
    const counted = await (await ask({ stream: true, stream_options: { include_usage: true } })).text();

    expect(plain).toContain('"content":"text"');
    expect(plain).not.toContain('prompt_tokens');
    expect(plain.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(counted).toContain('"prompt_tokens":2');
  });

  it('closes the connection of a dropped request', async () => {
    model.setScript([{ drop: true }]);

    await expect(ask()).rejects.toThrow('fetch failed');
  });

  it('never answers a request that hangs, and still closes', async () => {
    model.setScript([{ hang: true }]);
    const patience = AbortSignal.timeout(200);

    await expect(ask({}, patience)).rejects.toThrow('timeout');
    expect(model.requests).toHaveLength(1);
  });

  it('does not know other paths', async () => {
    const response = await fetch(`${model.url}/embeddings`, { method: 'POST' });

    expect(response.status).toBe(404);
    expect(model.requests).toEqual([]);
  });
});
