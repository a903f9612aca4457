/**
 * Characters that people don't see and models read: zero-width and joiners, bidirectional controls, soft hyphen, tag
 * characters, variation selectors used as a covert channel, and control characters other than tab and newline.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class -- listing them is the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]/gu;

/**
 * Text by somebody we don't trust, as a person sees it on the page: without HTML comments and invisible characters.
 * @param maxLength characters beyond which it is cut, with a note
 */
export function cleanUntrusted(text: string, maxLength = 64_000): string {
  const visible = text
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(INVISIBLE, '')
    .trim();
  return visible.length > maxLength ? `${visible.slice(0, maxLength)}\n[… cut, ${visible.length} characters]` : visible;
}
