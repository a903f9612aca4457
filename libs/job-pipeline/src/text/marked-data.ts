import { createHash } from 'node:crypto';
import { cleanUntrusted } from './clean-untrusted.js';

/** Puts text by others between marks, for a prompt. */
export interface MarkedData {
  /** How the marks look, for the sentence that explains them. */
  readonly mark: string;
  readonly wrap: (name: string, text: string) => string;
}

/**
 * Marks of a job, the same in each attempt. The id of a job is public once it has commented, so the marks can be
 * computed: a text that contains them loses them.
 */
export function markedData(jobId: string): MarkedData {
  const mark = `DATA-${createHash('sha256').update(`${jobId} prompt`).digest('hex').slice(0, 16)}`;
  const anyCase = new RegExp(mark, 'gi');
  return {
    mark,
    wrap: (name, text) =>
      `<<<${mark} ${name}\n${cleanUntrusted(text).replace(anyCase, 'DATA') || '(empty)'}\n${mark}>>>`,
  };
}
