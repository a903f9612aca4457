import { secretForms } from './secret-forms.js';

/** Tokens of GitHub, which are fetched while we run and so are in no list: their prefixes are unmistakable. */
const GITHUB_TOKEN = /\b(?:gh[oprsu]_|github_pat_)[A-Za-z0-9_.-]{16,}/g;

/**
 * Replaces every secret in `text`: the given values, literally and in the encodings in which they show up in errors
 * (Base64 as in HTTP Basic, percent-encoded as in a URL), tokens of GitHub, and credentials in URLs whatever they are.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text.replace(/(\b\w{1,20}:\/\/)[^\s/@]*@/g, '$1[secret]@').replace(GITHUB_TOKEN, '[secret]');
  for (const secret of secrets.filter((value) => value.length >= 4)) {
    for (const form of secretForms(secret)) clean = clean.replaceAll(form, '[secret]');
  }
  return clean;
}
