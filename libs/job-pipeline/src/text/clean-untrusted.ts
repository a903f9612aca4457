/**
 * Characters that people don't see and models read: zero-width and joiners, bidirectional controls, soft hyphen, tag
 * characters, variation selectors used as a covert channel, halves of characters, and control characters other than
 * tab and newline. The joiner and the selector that emoji are made of stay.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- listing them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;

/**
 * What GitHub shows nothing of: each may hold a text for models only. Lengths are bounded where a text could be
 * written so that searching it takes long.
 */
const HIDDEN: readonly (readonly [pattern: RegExp, shown: string])[] = [
  [/<!--[\s\S]*?(?:-->|$)/g, ''],
  // Taking a comment out can put together what was apart, and seen.
  [/<!--/g, '<! --'],
  // `[//]: # (a comment)`: the definition of a link that nobody uses. Real ones lose their title only.
  [/^([ \t>]*\[[^\]\n]+\]:[ \t]*)(?:#[ \t]*)?(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\))[^\S\n]*$/gm, '$1'],
  [/^([ \t>]*\[[^\]\n]+\]:[ \t]*\S+)[ \t]+(?:"[^"\n]*"|'[^'\n]*'|\([^)\n]*\))[^\S\n]*$/gm, '$1'],
  // What shows when the mouse is over a link; a comma is a call in some code.
  [/(\]\([^\s()]{0,2000}[^\s(),])[ \t]{1,99}(?:"[^"\n]*"|'[^'\n]*')[ \t]*\)/g, '$1)'],
];
/** What stands in for an image, up to its end if it has one: it matches also without, so that nothing is read twice. */
const IMAGE = /!\[[^\]\n]*(\](?=[([]))?/g;
const IMAGE_TAG = /<img\b[^<>]*/gi;
const IMAGE_WORDS = /\s(?:alt|title)\s{0,9}=\s{0,9}(?:"[^"]*"|'[^']*'|[^\s"'>]+)/gi;

/**
 * Text by somebody we don't trust, as a person sees it on the page: without HTML comments, invisible characters and
 * the like.
 * @param maxLength characters beyond which it is cut, with a note
 */
export function cleanUntrusted(text: string, maxLength = 64_000): string {
  let visible = text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(/&#(x?)([\da-f]{1,7});/gi, withoutInvisible);
  for (const [pattern, shown] of HIDDEN) visible = visible.replace(pattern, shown);
  visible = visible.replace(IMAGE, (found, end?: string) => (end === undefined ? found : '![]'));
  visible = visible.replace(IMAGE_TAG, (tag) => tag.replace(IMAGE_WORDS, ''));
  visible = visible.trim();
  return visible.length > maxLength ? `${visible.slice(0, maxLength)}\n[… cut, ${visible.length} characters]` : visible;
}

/** An invisible character that is written as a number. */
function withoutInvisible(written: string, isHex: string, digits: string): string {
  const code = parseInt(digits, isHex ? 16 : 10);
  if (!(code <= 0x10ffff)) return written;
  return String.fromCodePoint(code).replace(INVISIBLE, '') === '' ? '' : written;
}
