import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse-command.js';

describe('a command', () => {
  it.each([
    ['/fix', { name: 'fix', text: '' }],
    ['Please\n/fix the typo\nand the test', { name: 'fix', text: 'the typo\nand the test' }],
    ['/agent fix it', { name: 'fix', text: 'it' }],
    ['@Robot refine shorter', { name: 'refine', text: 'shorter' }],
    ['/refine a\r\n/cancel', { name: 'refine', text: 'a' }],
    ['/REFINE x', { name: 'refine', text: 'x' }],
    ['> /fix quoted\n\n/status', { name: 'status', text: '' }],
    ['- like this:\n  /fix', { name: 'fix', text: '' }],
    ['a <!-- b --> c <d>\n/fix', { name: 'fix', text: '' }],
    ['a <!-- that never ends\n/fix', { name: 'fix', text: '' }],
    ['`a` \\`b\n/fix it`', { name: 'fix', text: 'it`' }],
  ])('is read from %j', (body, command) => {
    expect(parseCommand(body, 'robot')).toEqual(command);
  });

  it.each([
    ['inside a line', 'please /fix'],
    ['in a fence', '```\n/fix\n```'],
    ['in a fence of tildes', '~~~\n/fix\n~~~'],
    ['in a fence that never ends', '```\n/fix'],
    ['in indented code', 'a\n\n    /fix'],
    ['in a quote', '> /fix'],
    ['in the lazy rest of a quote', '> a\n/fix'],
    ['in an HTML comment', '<!--\n/fix\n-->'],
    ['in inline code over lines', '`a\n/fix b`'],
    ['in an HTML comment inside of a line', 'a <!-- b\n/fix -->'],
    ['in an HTML comment behind HTML that never ends', 'a <? b <!-- c\n/fix -->'],
    ['in an attribute', 'a <b title="\n/fix\n">'],
    ['behind another kind of line end', '`a\u2028/fix b`'],
    ['in nesting that nobody writes', `${'> '.repeat(99)}a\n/fix`],
    ['that is a path', '/fix/it'],
    ['that is longer', '/fixed'],
    ['for somebody else', '@other fix'],
    ['without a slash', 'fix it'],
  ])('does not count %s', (_where, body) => {
    expect(parseCommand(body, 'robot')).toBeUndefined();
  });

  it('never comes out of a quote or a fence, whatever is written there', () => {
    const text = fc.array(fc.constantFrom('/fix', '/refine x', 'a', '', '/cancel', '@robot fix'), { maxLength: 8 });
    fc.assert(
      fc.property(text, (lines) => {
        expect(parseCommand(lines.map((line) => `> ${line}`).join('\n'), 'robot')).toBeUndefined();
        expect(parseCommand(['````', ...lines, '````'].join('\n'), 'robot')).toBeUndefined();
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => void parseCommand(`${body}\n/fix ${body}`, 'a[bot]')),
    );
  });

  // Of the longest comment each; a parser that looks twice at everything would still be busy when the test has to end.
  it.each([
    ...['1. ', '> ', '- ', '+ ', '* > ', '- > 1. - > a\n', '- a\n', '\n> ', '- - - -\n', '# a\n', 'a\n===\n'],
    ...['[a](', '[', '![', '](', '*a ', '_a ', '**a_', '~', '|a', '[a]: b\n', '[a]: b "c\n', '&#1;', '\\', '\0'],
    ...['`a', '``a`', '```\n', '~~~\n', '/fix `\n', '/fix\n', '> /fix\n', '/fix <a\n', '@a', ' ', '\t', '\n'],
    ...['<!--', '<!-- \n', '<!--a-->', '<?', '<![CDATA[', '<!A', '<a ', '<a x="', `<a b=' x=" d=' c="`, '<a b=" '],
    ...['<a@b', '<http://a', '<div>\n', '<script>\n', '</a  ', `<a${' '.repeat(40)}`],
  ])('is looked for in a comment full of %j', (unit) => {
    for (const end of ['\n\n/fix', '\n/fix', '\n<!-- -->"\'>`\n/fix']) {
      const body = `${unit.repeat(65_000 / unit.length)}${end}`;
      parseCommand(body, 'robot');
    }
  });
});
