import { describe, expect, it } from 'vitest';
import { commitMessage } from './commit-message.js';

const subjectOf = (subject: string): string => commitMessage({ subject, body: '', trailers: [] }).trimEnd();

describe('commitMessage', () => {
  it('puts subject, body and trailers one below the other', () => {
    const message = commitMessage({
      subject: 'Fix',
      body: 'Why.',
      trailers: [
        ['Job-Id', '1'],
        ['Co-authored-by', 'A <a@x>'],
      ],
    });

    expect(message).toBe('Fix\n\nWhy.\n\nJob-Id: 1\nCo-authored-by: A <a@x>\n');
  });

  it('leaves out what is empty', () => {
    expect(
      commitMessage({
        subject: 'Fix',
        body: ' \n',
        trailers: [
          ['', 'x'],
          ['Job-Id', ' '],
        ],
      }),
    ).toBe('Fix\n');
  });

  it('keeps a subject of 72 characters', () => {
    expect(subjectOf('é'.repeat(72))).toBe('é'.repeat(72));
  });

  it('cuts a longer subject after a word', () => {
    const subject = subjectOf(`${'word '.repeat(14)}endless`);

    expect(subject).toBe(`${'word '.repeat(13)}word…`);
    expect(subject.length).toBeLessThanOrEqual(72);
  });

  it('cuts a longer word between characters', () => {
    expect(subjectOf('🙂'.repeat(80))).toBe(`${'🙂'.repeat(71)}…`);
  });

  it('makes one harmless line of a subject', () => {
    expect(subjectOf(' Fix\r\n\u0000this\u001b[31m\u2028 now\u202e\t ')).toBe('Fix this [31m now');
  });

  it('has a subject even when there is none', () => {
    expect(subjectOf('\n')).toBe('Change files');
  });

  it('keeps lines and tabs of the body, and drops other control characters', () => {
    const { length } = 'Fix\n\n';

    const message = commitMessage({ subject: 'Fix', body: '\n\na\r\n\tb\u0000 \n\n\n\nc\u001b\n', trailers: [] });

    expect(message.slice(length)).toBe('a\n\tb\n\nc\n');
  });

  it('makes one line of each trailer', () => {
    const message = commitMessage({
      subject: 'Fix',
      body: '',
      trailers: [['Job-Id:\nx', `1\n\nJob-Id: 2${'x'.repeat(300)}`]],
    });

    expect(message).toMatch(/^Fix\n\nJob-Idx: 1 Job-Id: 2x+\n$/);
    expect(message.length).toBeLessThan(250);
  });
});
