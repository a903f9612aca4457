import type { ModelScript } from '@ai-coding-agent/testing';
import { answerAsDemoModel } from './answer-as-demo-model.js';

export interface DemoModel {
  readonly isScripted: boolean;
  readonly description: string;
  /** Settings of the workers. */
  readonly env: Readonly<Record<string, string>>;
  readonly script?: ModelScript;
}

/** Names under which the environment may tell how to reach a model; the workers pick what they know. */
const MODEL_SETTING = /^(?:LLM_\w+|[A-Z][A-Z0-9_]*_(?:API_KEY|API_BASE|BASE_URL|API_VERSION)(?:_FILE)?)$/;

/** The model that the environment names, else a scripted one that knows the answer. */
export function chooseModel(env: NodeJS.ProcessEnv): DemoModel {
  const model = env['LLM_MODEL'];
  if (model) {
    const settings = Object.entries(env).filter(([name, value]) => MODEL_SETTING.test(name) && value);
    return {
      isScripted: false,
      description: `Model: ${model}, the real one.`,
      env: Object.fromEntries(settings) as Record<string, string>,
    };
  }
  return {
    isScripted: true,
    description: 'Model: a scripted one that knows the answer. Set LLM_MODEL and its key to use a real one.',
    env: { LLM_PRICES: JSON.stringify({ 'openai/scripted': { prompt: 2.5, completion: 10 } }) },
    script: [answerAsDemoModel],
  };
}
