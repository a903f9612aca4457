import { secretForms } from '@ai-coding-agent/failures';
import type { AddedText, FoundSecret, SecretScanner } from '@ai-coding-agent/job-pipeline';
import { matchRule } from './match-rule.js';
import { secretRules } from './secret-rules.js';

/** Shorter values are found everywhere by chance. */
const MIN_KNOWN_LENGTH = 8;

/** Finds secrets in what a change adds: by the rules of gitleaks, and every secret that this process knows. */
export class GitleaksScanner implements SecretScanner {
  readonly #known: readonly string[];

  /** @param secrets of this deployment; found literally and encoded, in every file */
  constructor(secrets: readonly string[] = []) {
    this.#known = secrets.filter(({ length }) => length >= MIN_KNOWN_LENGTH).flatMap((secret) => secretForms(secret));
  }

  async scan(added: readonly AddedText[]): Promise<FoundSecret | undefined> {
    for (const { path, text } of added) {
      const found = this.#scanKnown(path, text) ?? scanRules(path, text);
      if (found) return found;
    }
    return undefined;
  }

  #scanKnown(path: string, text: string): FoundSecret | undefined {
    const isKnown = this.#known.some((form) => text.includes(form) || path.includes(form));
    return isKnown ? { path: path.length > 200 ? '(a path)' : path, kind: 'a secret of this deployment' } : undefined;
  }
}

function scanRules(path: string, text: string): FoundSecret | undefined {
  const { rules, allowlist } = secretRules();
  const lowerCase = text.toLowerCase();
  for (const rule of rules) {
    if (rule.keywords.length > 0 && !rule.keywords.some((keyword) => lowerCase.includes(keyword))) continue;
    if (matchRule(rule, allowlist, path, text) !== undefined) return { path, kind: rule.id };
  }
  return undefined;
}
