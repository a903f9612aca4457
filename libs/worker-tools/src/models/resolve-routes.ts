import { resolveRoute, RouteError, type ModelRoute } from '@ai-coding-agent/llm-gateway';
import { ConfigError } from '@ai-coding-agent/service-kit';
import type { ConfiguredModel } from './configured-models.js';

/**
 * How each model is reached, found once: a model that can't be reached must not first show when a job asks for it.
 * @throws ConfigError naming the setting of every such model, and no value of a provider's setting
 */
export function resolveRoutes(
  models: readonly ConfiguredModel[],
  settings: Readonly<Record<string, string>>,
): ReadonlyMap<string, ModelRoute> {
  const routes = new Map<string, ModelRoute>();
  const problems: string[] = [];
  for (const { model, setting } of models) {
    try {
      routes.set(model, resolveRoute(model, settings));
    } catch (error) {
      if (!(error instanceof RouteError)) throw error;
      problems.push(`${setting}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return routes;
}
