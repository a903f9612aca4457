import { createHash } from 'node:crypto';
import { cleanUntrusted } from './clean-untrusted.js';

/** Sets text by others off from ours, between marks that the text itself cannot contain. */
export interface DataMarks {
  readonly open: string;
  readonly close: string;
  /** @param maxLength characters beyond which the text is cut, with a note */
  data(name: string, text: string, maxLength?: number): string;
}

/** The marks of one job: nobody who writes an issue or a comment knows them. */
export function dataMarks(jobId: string): DataMarks {
  const mark = `DATA-${createHash('sha256').update(`${jobId} prompt`).digest('hex').slice(0, 16)}`;
  return {
    open: `<<<${mark}`,
    close: `${mark}>>>`,
    data: (name, text, maxLength) =>
      `<<<${mark} ${cleanUntrusted(name).replace(/\s+/g, ' ')}\n${cleanUntrusted(text, maxLength) || '(empty)'}\n${mark}>>>`,
  };
}
