import { stripVTControlCharacters } from 'node:util';

/** One line that cannot steer the terminal: what is printed was written by strangers, models and other servers. */
export function plainText(text: string): string {
  // eslint-disable-next-line no-control-regex
  return stripVTControlCharacters(text).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ');
}
