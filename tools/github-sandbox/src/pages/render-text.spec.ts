import { expect, test } from 'vitest';
import { renderText } from './render-text.js';

test.each([
  ['markup', '<b>x</b> & "y"', '&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;'],
  ['bold and code', '**a <b>** `c & d`', '<strong>a &lt;b&gt;</strong> <code>c &amp; d</code>'],
  ['a table', '| a | b |\n|---|---|\n| 1 | <i> |', '<td>&lt;i&gt;</td>'],
  ['a heading', '## A <b>', '<h2>A &lt;b&gt;</h2>'],
  ['a fence', '```html\n<b>\n```', '&lt;b&gt;\n</code></pre>'],
  ['an open fence', '```\n<b>', '<pre><code>&lt;b&gt;'],
  ['an image', '![a](https://example.com/a.png)', '!<a href="https://example.com/a.png">a</a>'],
  ['a link', '[a "b"](https://example.com/?a=1&b="x")', 'href="https://example.com/?a=1&amp;b=%22x%22"'],
  ['an address at the end of a sentence', 'see https://example.com/a.', '<a href="https://example.com/a">'],
  ['a broken line', 'a\nb', 'a<br>\nb'],
  ['what is folded away', '<details>\n<summary>More</summary>\n\nb\n</details>', '<strong>More</strong>'],
])('%s is shown safely', (_what, text, expected) => {
  expect(renderText(text).markup).toContain(expected);
});

test('hidden comments stay hidden, also over several lines', () => {
  const { markup } = renderText('before <!-- job:\n<script> --> after');

  expect(markup).toMatch(/before +after/);
  expect(markup).not.toContain('job');
});

test('a link that could run something is plain text', () => {
  const { markup } = renderText('[x](javascript:alert(1)) <a href="javascript:1">y</a>');

  expect(markup).not.toContain('<a');
});

test('nothing is said to be nothing', () => {
  expect(renderText(null).markup).toContain('No description');
  expect(renderText('<!-- only a marker -->').markup).toContain('No description');
});
