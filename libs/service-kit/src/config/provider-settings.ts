import { readFileSync } from 'node:fs';
import { ConfigError } from './load-config.js';

/** The settings of the model's provider, by the names that the provider is known by. */
export interface ProviderSettings {
  readonly values: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Which variables are settings of a provider, and which of those hold a secret. */
export interface ProviderNames {
  readonly isSetting: (name: string) => boolean;
  readonly isSecret: (name: string) => boolean;
}

/**
 * Reads them from the environment; each also as `NAME_FILE`.
 * @throws ConfigError when a file cannot be read
 */
export function providerSettings(env: NodeJS.ProcessEnv, { isSetting, isSecret }: ProviderNames): ProviderSettings {
  const values: Record<string, string> = {};
  for (const [variable, text] of Object.entries(env)) {
    if (!text?.trim()) continue;
    const name = variable.replace(/_FILE$/, '');
    if (!isSetting(name)) continue;
    if (variable === name) values[name] = text.trim();
    else values[name] ??= contentsOf(variable, text.trim());
  }
  const secrets = Object.entries(values).filter(([name]) => isSecret(name));
  return { values, secrets: secrets.map(([, value]) => value) };
}

function contentsOf(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    throw new ConfigError([`${variable}: cannot be read`]);
  }
}
