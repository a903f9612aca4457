import { cleanUntrusted } from './clean-untrusted.js';

/** A space that has no width: it breaks what GitHub would act on and leaves the text as it looks. */
const BREAK = '\u200b';

const CLOSING_KEYWORD =
  /\b(clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing))(\s*:?\s+)(?=(?:[\w.-]+\/[\w.-]+)?#\d|GH-\d|https?:\/\/)/gi;

/**
 * Text by somebody we don't trust, for a page at GitHub: it notifies nobody, closes nothing, loads nothing, runs no
 * command of ours, and its HTML shows as text.
 */
export function neutralise(text: string): string {
  return cleanUntrusted(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/!\[/g, '!\u200b[')
    .replace(/(^|[^\w`])@(?=[\w-])/g, `$1@${BREAK}`)
    .replace(CLOSING_KEYWORD, `$1${BREAK}$2`)
    .replace(/^([ \t>]*)\/(?=\w)/gm, `$1${BREAK}/`);
}

/** The same for a place that shows no Markdown, such as a title or the subject of a commit: one line of plain text. */
export function neutraliseLine(text: string, maxLength: number): string {
  const line = cleanUntrusted(text)
    .replace(/\s+/g, ' ')
    .replace(/(^|[^\w`])@(?=[\w-])/g, `$1@${BREAK}`)
    .replace(CLOSING_KEYWORD, `$1${BREAK}$2`)
    .trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).trimEnd()}…` : line;
}

/** `Fix #42: <title>` in at most `maxLength` characters. Only the title is by somebody else. */
export function fixTitle(issue: { readonly number: number; readonly title: string }, maxLength: number): string {
  const prefix = `Fix #${issue.number}: `;
  return prefix + neutraliseLine(issue.title, maxLength - prefix.length);
}
