import type { BytePath } from './byte-path.js';
import { parseBracket } from './parse-bracket.js';

type Token = '*' | ((character: number) => boolean);
/** One name of a path; `**` stands for any number of names. */
type Segment = '**' | readonly Token[];

/** A line of a `.gitignore`. */
export interface IgnorePattern {
  /** Starts with `!`: what fits is not ignored after all. */
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  /** Has a slash: fits from the folder of the `.gitignore` on; else the name alone has to fit. */
  readonly anchored: boolean;
  /** Ways to fit. */
  readonly variants: readonly (readonly Segment[])[];
}

const ANY_NAME: Segment = ['*'];

/**
 * Reads a line as git does. The patterns come from a repository, so matching must not backtrack like a regular
 * expression, with which one line of stars stops the whole process for hours.
 * @returns nothing for comments, and for lines that fit nothing
 */
export function parseIgnorePattern(line: BytePath): IgnorePattern | undefined {
  if (line.startsWith('#')) return undefined;
  let text = withoutTrailingSpaces(line);
  const negated = text.startsWith('!');
  if (negated) text = text.slice(1);
  const directoryOnly = text.endsWith('/');
  if (directoryOnly) text = text.slice(0, -1);
  if (text === '') return undefined;
  const anchored = text.includes('/');
  const path = text.startsWith('/') ? text.slice(1) : text;
  const variants = (anchored ? separateStars(path) : [path]).map((variant) => parseSegments(variant, anchored));
  return { negated, directoryOnly, anchored, variants: variants.filter((variant) => variant !== undefined) };
}

/** @param names path from the folder of the `.gitignore` on */
export function matchesIgnorePattern(
  pattern: IgnorePattern,
  names: readonly BytePath[],
  isDirectory: boolean,
): boolean {
  if (pattern.directoryOnly && !isDirectory) return false;
  const candidates = pattern.anchored ? names : names.slice(-1);
  return pattern.variants.some((segments) =>
    matchesAll(segments, candidates, (segment) => segment === '**', matchesName),
  );
}

function matchesName(segment: Segment, name: BytePath): boolean {
  if (segment === '**') return false;
  const characters = Array.from(name, (character) => character.charCodeAt(0));
  return matchesAll(
    segment,
    characters,
    (token) => token === '*',
    (token, character) => token !== '*' && token(character),
  );
}

/** Whether `pattern` fits `items`. The latest wild card alone has to be tried again: at most one step per pair. */
function matchesAll<P, I>(
  pattern: readonly P[],
  items: readonly I[],
  isWildCard: (part: P) => boolean,
  fits: (part: P, item: I) => boolean,
): boolean {
  let [part, item, wildCard, resume] = [0, 0, -1, 0];
  while (item < items.length) {
    const current = pattern[part];
    if (current !== undefined && isWildCard(current)) {
      [wildCard, resume] = [part, item];
      part++;
    } else if (current !== undefined && fits(current, items[item] as I)) {
      part++;
      item++;
    } else if (wildCard >= 0) {
      resume++;
      [part, item] = [wildCard + 1, resume];
    } else {
      return false;
    }
  }
  return pattern.slice(part).every(isWildCard);
}

function withoutTrailingSpaces(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ') end--;
  const backslashes = /\\*$/.exec(line.slice(0, end))?.[0].length ?? 0;
  return line.slice(0, backslashes % 2 === 1 && end < line.length ? end + 1 : end);
}

// Two stars right after the plain beginning of a pattern are more than one star for git, though its manual says
// otherwise: `logs**/x` fits `logs/x`, `logs-1/x`, `logs/1/x` and even `logsx`.
function separateStars(path: string): string[] {
  const [, plain, rest] = /^([^*?[\\]*[^*?[\\/])(?:\*{2,}\/)+(.*)$/s.exec(path) ?? [];
  if (plain !== undefined) return [`${plain}*/**/${rest}`, `${plain}${rest}`];
  const [, plainToEnd] = /^([^*?[\\]*[^*?[\\/])\*{2,}$/.exec(path) ?? [];
  return plainToEnd === undefined ? [path] : [`${plainToEnd}*`, `${plainToEnd}*/**`];
}

function parseSegments(text: string, anchored: boolean): Segment[] | undefined {
  const segments: Segment[] = [];
  let tokens: Token[] = [];
  const endSegment = (isEscaped = false): void => {
    const onlyStars = tokens.length >= 2 && tokens.every((token) => token === '*');
    // `**/` may stand for no name at all. For git that is not so where the slash is escaped.
    if (anchored && onlyStars) segments.push(...(isEscaped ? [ANY_NAME] : []), '**');
    else segments.push(tokens);
    tokens = [];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '*') {
      tokens.push('*');
    } else if (character === '?') {
      tokens.push(() => true);
    } else if (character === '[') {
      const bracket = parseBracket(text, at);
      if (!bracket) return undefined;
      tokens.push(bracket.fits);
      at = bracket.end;
    } else {
      const literal = character === '\\' ? text[++at] : character;
      if (literal === undefined) return undefined;
      if (literal === '/') endSegment(character === '\\');
      else tokens.push((code) => code === literal.charCodeAt(0));
    }
  }
  endSegment();
  // At the end, `**` is everything inside, but not the folder itself.
  return segments.at(-1) === '**' ? [...segments, ANY_NAME] : segments;
}
