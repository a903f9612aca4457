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
  /** Whether every model that was called has a price. */
  priceKnown?(): boolean;
  /** Why the gateway refused or gave up, if it did: it knows better than what is left of its answer. */
  failure?(): JobFailure | undefined;
  close(): Promise<void>;
}

/** Opens the only way to a model that a job has. */
export type OpenGateway = (request: GatewayRequest) => Promise<OpenedGateway>;

export interface AiderAgentOptions {
  readonly runner: AiderRunner;
  /** Address of the forge: the same name elsewhere is another repository. */
  readonly server?: string | undefined;
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
    const gateway = await this.#openGateway(request);
    try {
      return await this.#edit(request, gateway);
    } finally {
      await gateway?.close();
      // A call that was broken off is counted once the gateway is closed.
      const usage = gateway?.usage?.();
      if (usage) request.onUsage(usage);
    }
  }

  async #openGateway(request: EditRequest): Promise<OpenedGateway | undefined> {
    const wanted = this.#gatewayRequest(request);
    try {
      return await this.#options.openGateway?.(wanted);
    } catch (error) {
      throw runnerFailure(error, this.#secrets); // the runner knows the prices
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
    if (!gateway?.usage) request.onUsage(usage); // else it is told when all is counted
    const failure = gateway?.failure?.() ?? resultFailure(result, secrets);
    if (failure) throw failure;
    const { summary } = result;
    // With a gateway nothing that people read as a fact is left to the sandbox.
    const model = gateway ? (request.model ?? this.#options.model) : result.model;
    return { summary, model, priceKnown: gateway?.priceKnown?.() ?? result.priceKnown, usage };
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
    const { directory, domain, prompt, files, model = this.#options.model } = request;
    const options = this.#options;
    const prices = options.prices?.[model];
    return {
      workspace: directory,
      prompt,
      files,
      model,
      ...(domain && { domain: `${options.server ?? ''} ${domain}`.trim() }),
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
