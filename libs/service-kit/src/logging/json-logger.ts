import { redact } from '@ai-coding-agent/failures';
import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { currentLogContext } from './log-context.js';

const NEST_LEVELS: Record<string, LogLevel[]> = {
  error: ['error', 'fatal'],
  warn: ['error', 'fatal', 'warn'],
  info: ['error', 'fatal', 'warn', 'log'],
  debug: ['error', 'fatal', 'warn', 'log', 'debug', 'verbose'],
};

/** Nest's logger as JSON lines with the job and its stage, and without the secrets of this process. */
export class JsonLogger extends ConsoleLogger {
  readonly #app: string;
  readonly #secrets: readonly string[];

  /** @param level `error`, `warn`, `info` or `debug` */
  constructor(app: string, level: string, secrets: readonly string[]) {
    super({ json: true, colors: false, flattenParams: true, logLevels: NEST_LEVELS[level] ?? NEST_LEVELS['info']! });
    this.#app = app;
    this.#secrets = secrets;
  }

  protected override getJsonLogObject(
    message: unknown,
    options: Parameters<ConsoleLogger['getJsonLogObject']>[1],
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    const line = super.getJsonLogObject(message, options);
    const { timestamp, level, ...rest } = line;
    return {
      time: new Date(timestamp).toISOString(),
      level: level === 'log' ? 'info' : level,
      app: this.#app,
      ...currentLogContext(),
      ...rest,
    } as unknown as typeof line;
  }

  protected override printAsJson(message: unknown, options: Parameters<ConsoleLogger['printAsJson']>[1]): void {
    const line = this.stringifyJsonLogObject(this.getJsonLogObject(message, options));
    process.stdout.write(`${redact(line, this.#secrets)}\n`);
  }
}
