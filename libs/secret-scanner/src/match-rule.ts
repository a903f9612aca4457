import { shannonEntropy } from './shannon-entropy.js';
import type { Allowlist, SecretRule } from './secret-rules.js';

/** What a rule found, and around what. */
interface Match {
  readonly secret: string;
  readonly match: string;
  readonly line: string;
}

/**
 * Where in `text` the rule finds a secret, in characters; undefined when it finds none. The same semantics as gitleaks,
 * but for its `gitleaks:allow` comment: whoever writes a secret must not be the one who allows it.
 * @see https://github.com/gitleaks/gitleaks/blob/v8.30.1/detect/detect.go
 */
export function matchRule(rule: SecretRule, global: Allowlist, path: string, text: string): number | undefined {
  if (rule.path && !rule.path.matcher(path).find()) return undefined;
  const lists = [global, ...rule.allowlists];
  if (lists.some((list) => allowsFile(list, path))) return undefined;
  const matcher = rule.regex.matcher(text);
  while (matcher.find()) {
    const start = matcher.start();
    const match = (matcher.group(0) ?? '').replace(/^\n+|\n+$/g, '');
    const groups = Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? '');
    const secret = (rule.secretGroup > 0 ? groups[rule.secretGroup - 1] : groups.find((group) => group)) ?? match;
    const found = { secret, match, line: linesAround(text, start, match.length) };
    if (rule.entropy > 0 && shannonEntropy(secret) <= rule.entropy) continue;
    if (lists.some((list) => allowsMatch(list, path, found))) continue;
    return start;
  }
  return undefined;
}

/** With `AND`, a path alone allows nothing. */
function allowsFile({ condition, paths }: Allowlist, path: string): boolean {
  return condition === 'OR' && paths.some((regex) => regex.matcher(path).find());
}

function allowsMatch(list: Allowlist, path: string, found: Match): boolean {
  const target = found[list.regexTarget];
  const secret = found.secret.toLowerCase();
  const checks = [
    { applies: list.paths.length > 0, holds: () => list.paths.some((regex) => regex.matcher(path).find()) },
    { applies: list.regexes.length > 0, holds: () => list.regexes.some((regex) => regex.matcher(target).find()) },
    { applies: list.stopwords.length > 0, holds: () => list.stopwords.some((word) => secret.includes(word)) },
  ].filter(({ applies }) => applies);
  if (checks.length === 0) return false;
  return list.condition === 'AND' ? checks.every(({ holds }) => holds()) : checks.some(({ holds }) => holds());
}

function linesAround(text: string, start: number, length: number): string {
  const end = text.indexOf('\n', start + length);
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, end < 0 ? text.length : end);
}
