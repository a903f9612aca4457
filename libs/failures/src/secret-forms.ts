/**
 * Every form in which a secret shows up in errors and files: literally, percent-encoded as in a URL, in Base64 as in
 * HTTP Basic and in the variant for URLs, and in hexadecimal.
 */
export function secretForms(secret: string): string[] {
  return [...new Set([secret, ...linesOf(secret)].flatMap(encodings))];
}

/** A key of several lines also shows line by line: in JSON, a line break is written in another way. */
function linesOf(secret: string): string[] {
  const lines = secret.split('\n').map((line) => line.trim());
  return lines.length === 1 ? [] : lines.filter((line) => line.length >= 16 && !line.startsWith('-----'));
}

function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, encodeURIComponent(secret), ...base64Forms(bytes), bytes.toString('hex')];
}

/** A secret inside a longer Base64 text shows one of three ways, by its offset modulo 3; edges that mix are cut. */
function base64Forms(secret: Buffer): string[] {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), secret]).toString('base64');
    return encoded.slice(offset === 0 ? 0 : offset + 1).replace(/.?=+$/, '');
  });
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))].filter(
    ({ length }) => length >= 6,
  );
}
