import type { SERVICE_ERRORS } from './protocol.js';

/** `unreachable`: no service; `broken`: it stopped talking or said what makes no sense; the others it says itself. */
export type RunnerErrorCode = 'unreachable' | 'broken' | (typeof SERVICE_ERRORS)[number];

/** The runner gave no result. */
export class RunnerError extends Error {
  readonly code: RunnerErrorCode;

  constructor(code: RunnerErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'RunnerError';
    this.code = code;
  }
}
