import type { AiderRunner } from '@ai-coding-agent/aider-runner';
import type { Logger } from '@nestjs/common';
import type { ConfiguredModel } from './configured-models.js';
import type { PriceBook } from './price-book.js';

/** Says at the start which models cost nobody knows what. */
export async function warnOfUnknownPrices(
  models: readonly ConfiguredModel[],
  prices: Pick<PriceBook, 'priceOf'>,
  runner: Pick<AiderRunner, 'ready'>,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  try {
    await runner.ready();
    for (const { model, setting } of models) {
      if (await prices.priceOf(model)) continue;
      logger.warn('no price is known for a model: only JOB_MAX_LLM_CALLS bounds its jobs; LLM_PRICES can name one', {
        model,
        setting,
      });
    }
  } catch {
    // That the runner can't be started is told where it is started.
  }
}
