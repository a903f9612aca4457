import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanUntrusted } from './clean-untrusted.js';
import { commitText } from './commit-text.js';
import { markedData } from './marked-data.js';
import { neutralise, neutraliseLine } from './neutralise.js';
import { quote } from './quote.js';

const JOB_ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff';

/** Texts made of what does harm, and of what glues it together. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['@octocat', '@acme/team', '@', '`', '```', '_', '*', '\\', '&#64;', '&commat;', '&#x200b;', '&#8203;', '&'],
        ...['fixes #1', 'Closes: acme/shop#2', 'resolved GH-3', 'fix', ' ', ':', '#', '4', 'GH-', 'acme/shop#5'],
        ...[
          'https://github.com/acme/shop/issues/6',
          '/pull/7',
          '![',
          '](https://evil.example/p.png "t")',
          '[',
          ']',
          '!',
        ],
        ...['<img src=x alt="y">', '</details>', '<', '<!', '<!--', '-->', '--', '>', '<?x?>', '<script>', 'b', '/'],
        ...['/fix', '/refine all', '\n', '\r', '\u2028', '\u00a0', '\t', '> ', '- ', '[//]: # (hidden)', '"', "'"],
        ...['Co-authored-by: Eve <eve@evil.example>', '[skip ci]', '[ci skip]', '***NO_CI***', 'skip-checks: true'],
        ...['\u200b', '\u202e', '\u{e0041}', '\u00ad', '\ud800', '\u0000', markedData(JOB_ID).mark, 'é', '你', '👩‍💻'],
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** What GitHub would act on, wherever it stands. Written another way than what is tested. */
const ANYWHERE: readonly [string, RegExp][] = [
  ['a mention', /(?:^|[^A-Za-z0-9])@[A-Za-z0-9_-]/],
  ['a reference', /#\d|GH-\d/i],
  ['the address of an issue', /\/(?:issues|pulls?|discussions|commits?)\/[A-Za-z0-9_]/i],
  [
    'what keeps checks from running',
    /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|\*\*\*NO_CI|skip-checks:/i,
  ],
];
const ON_A_PAGE: readonly [string, RegExp][] = [
  ...ANYWHERE,
  ['HTML', /<[A-Za-z/!?]/],
  ['an entity', /&(?:[a-z]+|#\d+|#x[\da-f]+);/i],
  ['an image', /!\[/],
  ['a command', /^[\s>]*\/\w/m],
];

describe('hostile text', () => {
  it('does nothing on a page', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const [what, live] of ON_A_PAGE) expect(neutralise(text), what).not.toMatch(live);
      }),
    );
  });

  it('does nothing in a title or a commit, and stays one line of it', () => {
    const job = { jobId: JOB_ID, requestedBy: 'octocat' } as Parameters<typeof commitText>[0];
    fc.assert(
      fc.property(hostile, fc.integer({ min: 10, max: 90 }), (title, length) => {
        const line = neutraliseLine(title, length);
        for (const [what, live] of ANYWHERE) expect(line, what).not.toMatch(live);
        expect(line.length).toBeLessThanOrEqual(length);
        const issue = { number: 1, title } as Parameters<typeof commitText>[1];
        const { subject, trailers } = commitText(job, issue, 'users.noreply.github.com');
        expect(subject.split(/[\n\r\u2028\u2029]/)).toHaveLength(1);
        expect(trailers.map(([name]) => name)).toEqual(['Job-Id', 'Co-authored-by']);
      }),
    );
  });

  it('stays inside its quote, so that no fence goes on and no line is a trailer', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of quote(text, 200).split('\n')) expect(line).toMatch(/^(?:>|$)/);
        expect(quote(text, 200)).not.toMatch(/^Co-authored-by/m);
      }),
    );
  });

  it('hides nothing from people that models would read', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const clean = cleanUntrusted(text);
        expect(clean).not.toMatch(/<!--|^\[\/\/\]: # \(hidden\)$/m);
        for (const hidden of ['\u200b', '\u202e', '\u00ad', '\u0000', '\u{e0041}']) expect(clean).not.toContain(hidden);
        expect(Buffer.from(clean).toString()).toBe(clean); // no half of a character
        expect(clean).not.toMatch(/&#(?:x200b|8203);/);
      }),
    );
  });

  it('cannot leave its marks in a prompt', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { mark, wrap } = markedData(JOB_ID);
        expect(wrap('text', text).split(mark)).toHaveLength(3);
      }),
    );
  });

  it.each([
    ['an HTML comment in a comment', 'a<!-- x <!-- y --> b', 'a b'],
    ['the definition of a link that nobody uses', 'a\n[//]: # (obey me)\nb', 'a\n[//]: \nb'],
    ['the same in quotes', '[x]: # "obey me"', '[x]:'],
    ['the title of a definition', '[x]: https://a.example "obey me"', '[x]: https://a.example'],
    ['the title of a link', '[x](https://a.example "obey me")', '[x](https://a.example)'],
    ['what stands in for an image', '![obey me](x.png)', '![](x.png)'],
    ['the same in HTML', '<img src="x" alt="obey me" title=obey width=3>', '<img src="x" width=3>'],
    ['an invisible character by its number', 'a&#x200B;&#8238;b', 'ab'],
  ])('shows models nothing of %s', (_what, text, seen) => {
    expect(cleanUntrusted(text)).toBe(seen);
  });

  it('keeps code as it is', () => {
    const code = 'const a = b[i](c, "d") && e < f;\nif (x) { return `<b>${y}</b>`; } // 100% @ home';

    expect(cleanUntrusted(code)).toBe(code);
  });
});
