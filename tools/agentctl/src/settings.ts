/**
 * The value of a setting that a command cannot do without.
 * @throws Error that names it
 */
export function required(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name]?.trim();
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

/** Delays of the retry queues, as the workers read them. */
export function retryDelays(env: NodeJS.ProcessEnv): number[] {
  const delays = (env['RETRY_DELAYS_SECONDS'] ?? '15,120,900').split(',').map(Number);
  if (delays.some((delay) => !Number.isInteger(delay) || delay < 1)) {
    throw new Error('RETRY_DELAYS_SECONDS must be whole seconds, comma-separated');
  }
  return delays;
}
