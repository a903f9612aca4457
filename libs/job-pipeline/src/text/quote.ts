import { neutralise } from './neutralise.js';

/**
 * Text by somebody we don't trust as a Markdown quote: it looks like nothing of ours, no fence or list that it opens
 * goes on behind it, and no line of it can be read as a trailer of a commit.
 * @param maxLength characters beyond which it is cut
 */
export function quote(text: string, maxLength: number): string {
  const safe = neutralise(text);
  const cut = safe.length > maxLength ? `${safe.slice(0, maxLength).trimEnd()} …` : safe;
  return cut === '' ? '' : cut.replace(/^/gm, '> ').replace(/^> $/gm, '>');
}
