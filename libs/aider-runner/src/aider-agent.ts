import { JobFailure } from '@ai-coding-agent/failures';
import type { CodingAgent, EditReply, EditRequest } from '@ai-coding-agent/job-pipeline';
import { resultFailure, runnerFailure } from './aider-failure.js';
import type { AiderRunner } from './aider-runner.js';
import type { RunnerJob, RunnerResult, TokenPrices } from './protocol.js';
import { isSecretName } from './provider-settings.js';

export interface AiderAgentOptions {
  readonly runner: AiderRunner;
  /** LiteLLM name of the model of jobs that name none. */
  readonly model: string;
  readonly weakModel?: string | undefined;
  readonly editorModel?: string | undefined;
  /** Settings of model providers, by the names of their environment variables. */
  readonly allowedEnv?: Readonly<Record<string, string>> | undefined;
  /** Go with every call, such as the address and key of a gateway. They beat `allowedEnv`. */
  readonly extraParams?: Readonly<Record<string, unknown>> | undefined;
  /** By LiteLLM name; LiteLLM's table knows most others. */
  readonly prices?: Readonly<Record<string, TokenPrices>> | undefined;
  /** Size of the map of the repository; 0 for none. */
  readonly mapTokens?: number | undefined;
  readonly maxLlmCalls: number;
  readonly maxCostUsd: number;
  /** Limit of one call to the model. */
  readonly callTimeoutSeconds?: number | undefined;
  /** Limit of the whole job. */
  readonly timeoutSeconds: number;
}

/** Edits checkouts with Aider. */
export class AiderAgent implements CodingAgent {
  readonly #options: AiderAgentOptions;
  readonly #secrets: readonly string[];

  constructor(options: AiderAgentOptions) {
    this.#options = options;
    this.#secrets = Object.entries({ ...options.allowedEnv, ...options.extraParams })
      .filter((entry): entry is [string, string] => isSecretName(entry[0]) && typeof entry[1] === 'string')
      .map(([, value]) => value);
  }

  /** @throws JobFailure as the port says; the reason of `request.signal` */
  async edit(request: EditRequest): Promise<EditReply> {
    const result = await this.#run(request);
    request.onUsage(result.usage);
    const failure = resultFailure(result, this.#secrets);
    if (failure) throw failure;
    const { summary, model, priceKnown, usage } = result;
    return { summary, model, priceKnown, usage };
  }

  async #run(request: EditRequest): Promise<RunnerResult> {
    const job = this.#job(request);
    try {
      return await this.#options.runner.run(job, {
        signal: request.signal,
        onEvent: (event) => event.kind === 'model_call' && request.onUsage(event.usage),
      });
    } catch (error) {
      throw runnerFailure(error, this.#secrets);
    }
  }

  #job(request: EditRequest): RunnerJob {
    const { directory, prompt, files, model = this.#options.model } = request;
    const options = this.#options;
    const prices = options.prices?.[model];
    return {
      workspace: directory,
      prompt,
      files,
      model,
      env: options.allowedEnv ?? {},
      extraParams: options.extraParams ?? {},
      timeoutSeconds: options.timeoutSeconds,
      ...this.#limits(request),
      ...(options.weakModel && { weakModel: options.weakModel }),
      ...(options.editorModel && { editorModel: options.editorModel }),
      ...(prices && { prices }),
      ...(options.mapTokens !== undefined && { mapTokens: options.mapTokens }),
      ...(options.callTimeoutSeconds && { callTimeoutSeconds: options.callTimeoutSeconds }),
    };
  }

  /** What is left of them after what was spent before. */
  #limits({ maxCostUsd = Infinity, spentBefore }: EditRequest) {
    const options = this.#options;
    const left = {
      maxLlmCalls: options.maxLlmCalls - (spentBefore?.llmCalls ?? 0),
      maxCostUsd: Math.min(maxCostUsd, options.maxCostUsd) - (spentBefore?.costUsd ?? 0),
    };
    if (left.maxLlmCalls < 1) throw new JobFailure('call-limit-reached');
    if (left.maxCostUsd <= 0) throw new JobFailure('budget-exceeded');
    return left;
  }
}
