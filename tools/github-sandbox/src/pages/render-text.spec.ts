import { expect, test } from 'vitest';
import { renderText } from './render-text.js';

test.each([
  ['markup', '<b>x</b> & "y"', '&lt;b&gt;x&lt;/b&gt; &amp; &quot;y&quot;'],
  ['bold and code', '**a <b>** `c & d`', '<strong>a &lt;b&gt;</strong> <code>c &amp; d</code>'],
  ['a table', '| a | b |\n|---|---|\n| 1 | <i> |', '<td>&lt;i&gt;</td>'],
  ['a heading', '## A <b>', '<strong class="heading">A &lt;b&gt;</strong>'],
  ['a fence', '```html\n<b>\n```', '<pre class="code">&lt;b&gt;\n</pre>'],
  ['an open fence', '```\n<b>', '<pre class="code">&lt;b&gt;</pre>'],
  ['a link', '[a "b"](https://example.com/?a=1&b="x")', 'href="https://example.com/?a=1&amp;b=&quot;x&quot;"'],
  ['an address', 'see https://example.com/a.', 'href="https://example.com/a."'],
])('%s is shown safely', (_what, text, expected) => {
  expect(renderText(text).markup).toContain(expected);
});

test('hidden comments stay hidden, also over several lines', () => {
  const { markup } = renderText('before <!-- job:\n<script> --> after');

  expect(markup).toContain('before  after');
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
