/**
 * Replaces every secret in `text`: the given values, literally and in the encodings in which they show up in errors
 * (Base64 as in HTTP Basic, percent-encoded as in a URL), and credentials in URLs whatever they are.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(/(\w+:\/\/)[^\s/@:]*:?[^\s/@]*@/g, '$1[secret]@');
  for (const secret of secrets.filter((value) => value.length >= 4)) {
    for (const form of [secret, encodeURIComponent(secret), ...base64Forms(secret)]) {
      clean = clean.replaceAll(form, '[secret]');
    }
  }
  return clean;
}

/** A secret inside a longer Base64 text shows one of three ways, by its offset modulo 3; edges that mix are cut. */
function base64Forms(secret: string): string[] {
  return [0, 1, 2]
    .map((offset) => {
      const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64');
      return encoded.slice(offset === 0 ? 0 : offset + 1).replace(/.?=+$/, '');
    })
    .filter((form) => form.length >= 6);
}
