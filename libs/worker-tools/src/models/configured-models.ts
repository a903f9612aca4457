import type { WorkerConfig } from '@ai-coding-agent/service-kit';

/** A model that jobs may call, and the setting that names it. */
export interface ConfiguredModel {
  readonly model: string;
  readonly setting: string;
}

type ModelSettings = Pick<WorkerConfig, 'llmModel' | 'llmWeakModel' | 'llmEditorModel' | 'llmAllowedModels'>;

/** Every model of a worker once, by the first setting that names it. */
export function configuredModels(config: ModelSettings): readonly ConfiguredModel[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['LLM_MODEL', config.llmModel],
    ['LLM_WEAK_MODEL', config.llmWeakModel],
    ['LLM_EDITOR_MODEL', config.llmEditorModel],
    ...config.llmAllowedModels.map((model) => ['LLM_ALLOWED_MODELS', model] as const),
  ];
  const bySetting = new Map<string, string>();
  for (const [setting, model] of named) if (model && !bySetting.has(model)) bySetting.set(model, setting);
  return [...bySetting].map(([model, setting]) => ({ model, setting }));
}
