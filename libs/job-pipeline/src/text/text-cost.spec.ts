import { describe, expect, it } from 'vitest';
import { codeSpan } from './code-span.js';
import { neutraliseLine } from './neutralise.js';
import { quote } from './quote.js';

const LENGTH = 400_000;

// Six times what GitHub takes. An expression that looks twice at everything would still be busy when the test has to end.
describe('a text as long as a model may write', () => {
  it.each([
    ...[
      '<!--',
      '<!-- -->',
      '-->',
      '<img ',
      '<img alt="',
      `<img alt='x" title="`,
      '<img alt=',
      '<',
      '&#',
      '&#1',
      '&a',
      '&',
    ],
    ...[
      '![',
      '![a',
      '![a]',
      '](',
      '](a "',
      `](a '`,
      '](a ',
      '[a]: ',
      '[a]: b "',
      '[',
      '[a]:\t\t',
      ']:',
      '> [a',
      '"',
      "'",
    ],
    ...[
      'fixes ',
      'fixes : ',
      'fixes a/',
      'closes\t\t\t',
      'GH-',
      '@',
      '@a',
      '#',
      '#1',
      '/issues/',
      '[skip',
      'skip-checks ',
    ],
    ...[
      '/a',
      '>',
      '> /',
      '- ',
      '* >+',
      ' ',
      '\t',
      '\n',
      '\r',
      '\u2028',
      '\u200b',
      '\ud800',
      '`',
      '`a',
      '```\n',
      '\\',
      '👩‍💻',
    ],
  ])('is made harmless when it is full of %j', (unit) => {
    const text = unit.repeat(LENGTH / unit.length);
    for (const hostile of [text, `${text}"'>)x`, `\n${text}\n`]) {
      expect(quote(hostile, 1_000).length).toBeLessThan(4_000);
      expect(neutraliseLine(hostile, 72).length).toBeLessThanOrEqual(72);
      expect(codeSpan(hostile)).toContain('`');
    }
  });
});
