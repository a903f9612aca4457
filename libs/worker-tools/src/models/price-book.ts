import type { AiderRunner, TokenPrices } from '@ai-coding-agent/aider-runner';
import type { ModelPrice } from '@ai-coding-agent/llm-gateway';

/** What models cost: as configured, else as LiteLLM's table says, which the runner reads. */
export class PriceBook {
  readonly #known = new Map<string, Promise<ModelPrice | undefined>>();

  constructor(
    private readonly runner: Pick<AiderRunner, 'prices'>,
    private readonly configured: Readonly<Record<string, TokenPrices>>,
  ) {}

  /** @throws RunnerError when the table can't be read now; the next call tries again */
  priceOf(model: string): Promise<ModelPrice | undefined> {
    const known = this.#known.get(model) ?? this.#lookUp(model);
    this.#known.set(model, known);
    known.catch(() => this.#known.delete(model));
    return known;
  }

  async #lookUp(model: string): Promise<ModelPrice | undefined> {
    const configured = Object.hasOwn(this.configured, model) ? this.configured[model] : undefined;
    if (configured) return configured;
    const listed = await this.runner.prices(model);
    if (!listed) return undefined;
    const { prompt, completion, cached, cacheWrite } = listed;
    return { prompt, completion, cached, cacheWritten: cacheWrite };
  }
}
