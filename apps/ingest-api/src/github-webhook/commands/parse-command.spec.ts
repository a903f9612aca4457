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

  it.each(['1. ', '> ', '- ', '+ ', '[a](', '[', '![', '*a ', '`a', '_a ', '* > '])(
    'survives a comment full of %j',
    (unit) => {
      const body = `${unit.repeat(31)}x\n\n${unit.repeat(32_000 / unit.length)}`;
      expect(() => parseCommand(`${body}\n\n/fix`)).not.toThrow();
    },
  );
});
