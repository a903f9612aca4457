import { expect, it } from 'vitest';
import { ConfigError, loadConfig, WorkerConfig } from '../src/index.js';

class Worker extends WorkerConfig {
  readonly port = 0;
  readonly jobTimeoutSeconds = 1;
}
const ENV = { RABBITMQ_URL: 'amqp://localhost', LLM_MODEL: 'openai/x', GITHUB_TOKEN: 'x' };

it('says at the start when the interpreter of the agent is missing, and looks a bare name up later', () => {
  const load = (python: string) => () => loadConfig(Worker, { ...ENV, AIDER_PYTHON: python });

  expect(load('/nowhere/bin/python')).toThrow(new ConfigError(['AIDER_PYTHON: there is no such file']));
  expect(load(process.execPath)).not.toThrow();
  expect(load('python3')).not.toThrow();
});
