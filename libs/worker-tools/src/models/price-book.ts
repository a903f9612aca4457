import type { AiderRunner, TokenPrices } from '@ai-coding-agent/aider-runner';
import type { ModelPrice } from '@ai-coding-agent/llm-gateway';

/** What models cost: as configured, else as LiteLLM's table says, which the runner reads. */
export class PriceBook {
  readonly #known = new Map<string, Promise<ModelPrice | undefined>>();
  readonly #hasPrice = new Map<string, boolean>();

  constructor(
    private readonly runner: Pick<AiderRunner, 'prices'>,
    private readonly configured: Readonly<Record<string, TokenPrices>>,
  ) {}

  /** @throws RunnerError when the table can't be read now; the next call tries again */
  priceOf(model: string): Promise<ModelPrice | undefined> {
    const known = this.#known.get(model) ?? this.#lookUp(model);
    this.#known.set(model, known);
    known.then(
      (price) => this.#hasPrice.set(model, price !== undefined),
      () => this.#known.delete(model),
    );
    return known;
  }

  /** Whether the model has a price, which may be nothing; undefined before somebody has asked for it. */
  hasPrice(model: string): boolean | undefined {
    return this.#hasPrice.get(model);
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
