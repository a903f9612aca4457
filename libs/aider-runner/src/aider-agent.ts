import { JobFailure } from '@ai-coding-agent/failures';
import type { CodingAgent, EditReply, EditRequest, JobUsage } from '@ai-coding-agent/job-pipeline';
import { resultFailure, runnerFailure } from './aider-failure.js';
import type { AiderRunner } from './aider-runner.js';
import type { GatewayAddress, RunnerJob, RunnerResult, TokenPrices } from './protocol.js';
import { isSecretName } from './provider-settings.js';

/** The job that a gateway is opened for. */
export interface GatewayRequest {
  readonly jobId: string;
  /** Every model that the job may call, by LiteLLM name. */
  readonly models: readonly string[];
  readonly maxLlmCalls: number;
  readonly maxCostUsd: number;
  readonly signal: AbortSignal;
}

/** A gateway that serves one job. */
export interface OpenedGateway extends GatewayAddress {
  /** Base address of the model's provider at the gateway, such as `http://gateway/v1`. */
  readonly apiBase: string;
  /** Further parameters of every call, such as `api_version`. */
  readonly extraParams?: Readonly<Record<string, unknown>>;
  /** What the gateway counted, which the agent can't have changed. */
  usage?(): JobUsage;
  /** Why the gateway refused or gave up, if it did: it knows better than what is left of its answer. */
  failure?(): JobFailure | undefined;
  close(): Promise<void>;
}

/** Opens the only way to a model that a job has. */
export type OpenGateway = (request: GatewayRequest) => Promise<OpenedGateway>;

export interface AiderAgentOptions {
  readonly runner: AiderRunner;
  /** LiteLLM name of the model of jobs that name none. */
  readonly model: string;
  readonly weakModel?: string | undefined;
  readonly editorModel?: string | undefined;
  /** Settings of model providers, by the names of their environment variables. */
  readonly allowedEnv?: Readonly<Record<string, string>> | undefined;
  /** Keeps the credentials of providers outside the sandbox. With it no secret of `allowedEnv` reaches a job. */
  readonly openGateway?: OpenGateway | undefined;
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
    const gateway = await this.#options.openGateway?.(this.#gatewayRequest(request));
    try {
      return await this.#edit(request, gateway);
    } finally {
      await gateway?.close();
    }
  }

  async #edit(request: EditRequest, gateway: OpenedGateway | undefined): Promise<EditReply> {
    const secrets = gateway ? [...this.#secrets, gateway.token] : this.#secrets;
    const counted = (said: JobUsage): JobUsage => gateway?.usage?.() ?? said;
    let result: RunnerResult;
    try {
      result = await this.#options.runner.run(this.#job(request, gateway), {
        signal: request.signal,
        onEvent: (event) => event.kind === 'model_call' && request.onUsage(counted(event.usage)),
      });
    } catch (error) {
      throw runnerFailure(error, secrets);
    }
    const usage = counted(result.usage);
    request.onUsage(usage);
    const failure = gateway?.failure?.() ?? resultFailure(result, secrets);
    if (failure) throw failure;
    const { summary, model, priceKnown } = result;
    return { summary, model, priceKnown, usage };
  }

  #gatewayRequest(request: EditRequest): GatewayRequest {
    const { jobId, model = this.#options.model, signal } = request;
    const { weakModel, editorModel } = this.#options;
    const models = [...new Set([model, weakModel, editorModel])].filter((name) => name !== undefined);
    return { jobId, models, ...this.#limits(request), signal };
  }

  #job(request: EditRequest, gateway: OpenedGateway | undefined): RunnerJob {
    const { allowedEnv = {}, extraParams = {} } = this.#options;
    const job = this.#plainJob(request);
    if (!gateway) return { ...job, env: allowedEnv, extraParams };
    const { socket, token, apiBase } = gateway;
    return {
      ...job,
      extraParams: { ...withoutSecrets(extraParams), ...gateway.extraParams, api_base: apiBase },
      gateway: { socket, token },
    };
  }

  #plainJob(request: EditRequest): RunnerJob {
    const { directory, prompt, files, model = this.#options.model } = request;
    const options = this.#options;
    const prices = options.prices?.[model];
    return {
      workspace: directory,
      prompt,
      files,
      model,
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

function withoutSecrets(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => !isSecretName(name)));
}
