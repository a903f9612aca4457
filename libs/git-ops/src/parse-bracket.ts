/** A bracket expression of a pattern, like `[a-z]` or `[!0-9]`. */
export interface Bracket {
  /** Whether it takes a character, given by its code. */
  readonly fits: (code: number) => boolean;
  /** Index of the closing bracket. */
  readonly end: number;
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // eslint-disable-next-line no-control-regex -- that is what the class means
  cntrl: /[\u0000-\u001f\u007f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\r\f\v]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/**
 * Reads the bracket expression that opens at `start`, with git's own idea of what is special in it.
 * @returns nothing when it is not closed, or names an unknown class
 */
export function parseBracket(pattern: string, start: number): Bracket | undefined {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const tests: ((code: number) => boolean)[] = [];
  let previous: number | undefined;
  // A bracket right at the beginning closes nothing.
  for (let first = true; first || pattern[at] !== ']'; first = false, at++) {
    const character = pattern[at];
    if (character === undefined) return undefined;
    const className = /^\[:([^\]]*):\]/.exec(pattern.slice(at))?.[1];
    if (className !== undefined) {
      const members = CLASSES[className];
      if (!members) return undefined;
      tests.push((code) => members.test(String.fromCharCode(code)));
      previous = undefined;
      at += className.length + 3;
      continue;
    }
    const isRange = character === '-' && previous !== undefined && ![undefined, ']'].includes(pattern[at + 1]);
    if (isRange) at++;
    if (pattern[at] === '\\' && (isRange || character === '\\')) at++;
    const code = pattern.charCodeAt(at);
    if (Number.isNaN(code)) return undefined;
    const from = isRange ? (previous ?? code) : code;
    tests.push((candidate) => candidate >= from && candidate <= code);
    previous = isRange ? undefined : code;
  }
  return { end: at, fits: (code) => tests.some((test) => test(code)) !== negated && code !== 47 };
}
