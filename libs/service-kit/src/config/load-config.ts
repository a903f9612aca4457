import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { Secret } from './secret.js';
import { settingsOf, type SettingDefinition } from './setting.js';

/** A shorter one, such as `guest`, is a word that logs are full of, and hides nothing. */
const MIN_PASSWORD_LENGTH = 8;

/** Every bad setting at once, by name, without any value. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`bad settings: ${problems.join('; ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** A configuration, and the plain text of its secrets for whatever must never print them. */
export interface LoadedConfig<T> {
  readonly config: Readonly<T>;
  readonly secrets: readonly string[];
}

/** A configuration with rules over several settings. */
interface CheckedTogether {
  /** What is wrong, each by the names of its settings and without any value. */
  problems?(): readonly string[];
}

/**
 * Fills a configuration class from the environment. An empty variable counts as absent.
 * @throws ConfigError
 */
export function loadConfig<T extends object>(configClass: new () => T, env: NodeJS.ProcessEnv): LoadedConfig<T> {
  const config = new configClass();
  const values = config as Record<string, unknown>;
  const settings = settingsOf(configClass);
  const problems: string[] = [];
  for (const setting of settings) {
    try {
      const text = textOf(setting, env);
      if (text !== undefined) values[setting.property] = setting.parse(text);
    } catch (error) {
      problems.push(`${setting.name}_FILE: ${error instanceof Error ? error.message : 'unreadable'}`);
    }
  }
  for (const { property, constraints } of validateSync(config)) {
    const name = settings.find((setting) => setting.property === property)?.name ?? property;
    const absent = values[property] === undefined;
    // class-validator lists the decorator that was written first, which is the type, last.
    const reason = Object.values(constraints ?? {}).at(-1) ?? 'is not valid';
    problems.push(`${name}: ${absent ? 'is required' : reason.replace(property, '').trim()}`);
  }
  const together = (config as CheckedTogether).problems?.() ?? [];
  if (problems.length + together.length > 0) throw new ConfigError([...problems, ...together]);

  const secrets: string[] = [];
  for (const { property, secret } of settings) {
    const value = values[property];
    if (!secret || typeof value !== 'string') continue;
    secrets.push(value, ...passwordOf(value));
    values[property] = new Secret(value);
  }
  return { config: Object.freeze(config), secrets };
}

/** The password in an address is a secret by itself: it shows up without the address around it. */
function passwordOf(value: string): string[] {
  const password = URL.canParse(value) ? new URL(value).password : '';
  return password.length >= MIN_PASSWORD_LENGTH ? [decodeURIComponent(password)] : [];
}

function textOf({ name, secret }: SettingDefinition, env: NodeJS.ProcessEnv): string | undefined {
  const direct = env[name]?.trim();
  if (direct) return direct;
  const file = secret ? env[`${name}_FILE`]?.trim() : undefined;
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'})`, { cause: error });
  }
}
