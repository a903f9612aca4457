import { cleanUntrusted } from './clean-untrusted.js';

/** A space that has no width: it breaks what GitHub would act on and leaves the text as it looks, also in code. */
const BREAK = '\u200b';

/**
 * Each finds the place at which something that GitHub acts on is broken. Their lengths are bounded, since the texts
 * are written to hurt.
 */
const LIVE: readonly RegExp[] = [
  // Closing keywords, before what they close is broken as well.
  /\b(?:clos(?:e[sd]?|ing)|fix(?:e[sd]|ing)?|resolv(?:e[sd]?|ing))(?=\s{0,9}:?\s{0,9}(?:[\w.-]{1,39}\/[\w.-]{1,100})?(?:#\d|GH-\d|https?:\/\/))/gi,
  // Mentions of people and teams. Only a letter or digit before it makes an address of it.
  /(?<![A-Za-z0-9])@(?=[\w-])/g,
  // References in this and in other repositories: they show up over there.
  /#(?=\d)/g,
  /GH-(?=\d)/gi,
  /\/(?:issues|pulls?|discussions|commits?)\/(?=\w)/gi,
  // Words that keep checks from running.
  /\[(?=(?:skip|no) (?:ci|actions)\]|(?:ci|actions) skip\])/gi,
  /\*\*\*(?=NO_CI)/gi,
  /skip-checks(?=\s{0,9}:)/gi,
];

/** What only Markdown makes something of. */
const LIVE_IN_MARKDOWN: readonly RegExp[] = [
  // HTML, and characters that are written in its way, such as `&#64;` before a name.
  /<(?=[A-Za-z/!?])/g,
  /&(?=#?\w+;)/g,
  // Images, which tell their server who looks at them.
  /!(?=\[)/g,
  // Commands, ours and those of others, at the start of a line.
  /(?=\/\w)(?<=^(?:[^\S\n]|[>*+-])*)/gm,
];

/**
 * Text by somebody we don't trust, for a page at GitHub: it notifies nobody, closes and links nothing, loads nothing,
 * runs no command, and its HTML shows as text.
 */
export function neutralise(text: string): string {
  return broken(cleanUntrusted(text), [...LIVE, ...LIVE_IN_MARKDOWN]);
}

/** The same for a place that shows no Markdown, such as a title or the subject of a commit: one line of plain text. */
export function neutraliseLine(text: string, maxLength: number): string {
  const line = broken(cleanUntrusted(text).replace(/\s+/g, ' '), LIVE).trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1).trimEnd()}…` : line;
}

/** `Fix #42: <title>` in at most `maxLength` characters. Only the title is by somebody else. */
export function fixTitle(issue: { readonly number: number; readonly title: string }, maxLength: number): string {
  const prefix = `Fix #${issue.number}: `;
  return prefix + neutraliseLine(issue.title, maxLength - prefix.length);
}

function broken(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((result, pattern) => result.replace(pattern, (found) => found + BREAK), text);
}
