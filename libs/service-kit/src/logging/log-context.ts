import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of a job carries. */
export interface LogContext {
  readonly jobId: string;
  readonly attempt: number;
  readonly repository: string;
  /** Changes as the job goes on. */
  stage?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `fn` so that everything logged in it, however deep, carries `context`. */
export function withLogContext<T>(context: LogContext, fn: () => T): T {
  return storage.run(context, fn);
}

export function currentLogContext(): LogContext | undefined {
  return storage.getStore();
}
