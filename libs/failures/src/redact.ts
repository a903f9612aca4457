import { secretForms } from './secret-forms.js';

/**
 * Replaces every secret in `text`: the given values, literally and in the encodings in which they show up in errors
 * (Base64 as in HTTP Basic, percent-encoded as in a URL), and credentials in URLs whatever they are.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(/(\w+:\/\/)[^\s/@:]*:?[^\s/@]*@/g, '$1[secret]@');
  for (const secret of secrets.filter((value) => value.length >= 4)) {
    for (const form of secretForms(secret)) clean = clean.replaceAll(form, '[secret]');
  }
  return clean;
}
