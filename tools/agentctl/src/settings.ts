import { readFileSync } from 'node:fs';
import { CommandFailure, EXIT_CODES } from './exit-code.js';

/** A setting as the environment has it, or in the file that `NAME_FILE` names. Empty counts as absent. */
export function setting(env: NodeJS.ProcessEnv, name: string): string | undefined {
  const direct = env[name]?.trim();
  if (direct) return direct;
  const file = env[`${name}_FILE`]?.trim();
  if (!file) return undefined;
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new CommandFailure(`${name}_FILE cannot be read (${why})`, EXIT_CODES.usage);
  }
}

/**
 * The value of a setting that a command cannot do without.
 * @throws CommandFailure that names it
 */
export function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = setting(env, name);
  if (!value) throw new CommandFailure(`${name} is not set`, EXIT_CODES.usage);
  return value;
}

/**
 * An http address, without the slash at its end.
 * @throws CommandFailure that names the setting and not its value, which may hold a password
 */
export function httpUrl(env: NodeJS.ProcessEnv, name: string, fallback: string): string {
  const value = setting(env, name) ?? fallback;
  if (!URL.canParse(value) || !/^https?:/.test(value)) {
    throw new CommandFailure(`${name} must be an http(s) address`, EXIT_CODES.usage);
  }
  return value.replace(/\/+$/, '');
}

/** Delays of the retry queues, as the workers read them. */
export function retryDelays(env: NodeJS.ProcessEnv): number[] {
  const delays = (setting(env, 'RETRY_DELAYS_SECONDS') ?? '15,120,900').split(',').map(Number);
  if (delays.some((delay) => !Number.isInteger(delay) || delay < 1)) {
    throw new CommandFailure('RETRY_DELAYS_SECONDS must be whole seconds, comma-separated', EXIT_CODES.usage);
  }
  return delays;
}
