import { Logger } from '@nestjs/common';
import { ConfigError } from '../config/load-config.js';
import { JsonLogger } from '../logging/json-logger.js';

/** An app that runs. */
export interface RunningApp {
  /** Takes no new work, finishes or hands back what runs, and disconnects. */
  stop(): Promise<void>;
}

/**
 * The life of a process: start, run until SIGTERM or SIGINT, stop in order, exit 0. The signal handlers are there
 * before anything else, since as process 1 of a container a signal without a handler does nothing. Further signals
 * don't hurry a stop that is under way.
 */
export async function runApp(name: string, start: () => Promise<RunningApp>): Promise<void> {
  let app: RunningApp | undefined;
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopAndExit(logger, app));
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  // Until the app replaces it by one that knows its settings.
  Logger.overrideLogger(new JsonLogger(name, 'info', []));
  const logger = new Logger('Lifecycle');
  process.on('unhandledRejection', (reason) => logger.error('unhandled rejection', reason));
  try {
    app = await start();
  } catch (error) {
    if (error instanceof ConfigError) for (const problem of error.problems) logger.fatal(`bad setting: ${problem}`);
    else logger.fatal('the app could not start', error);
    process.exit(1);
  }
}

async function stopAndExit(logger: Logger, app: RunningApp | undefined): Promise<void> {
  try {
    await app?.stop();
    process.exit(0);
  } catch (error) {
    logger.fatal('the app did not stop in order', error);
    process.exit(1);
  }
}
