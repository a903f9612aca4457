import { RE2JS } from 're2js';
import gitleaks from './gitleaks-rules.json' with { type: 'json' };

/** What makes a finding none: a placeholder, a well-known example, a path full of checksums. */
export interface Allowlist {
  readonly condition: 'AND' | 'OR';
  /** What `regexes` are about. */
  readonly regexTarget: 'secret' | 'match' | 'line';
  readonly paths: readonly RE2JS[];
  readonly regexes: readonly RE2JS[];
  /** In lower case. */
  readonly stopwords: readonly string[];
}

/** One kind of secret. */
export interface SecretRule {
  readonly id: string;
  /** One of them has to be in the text, in lower case; empty when anything may match. */
  readonly keywords: readonly string[];
  readonly regex: RE2JS;
  readonly path: RE2JS | undefined;
  /** Bits per character below which it is no secret. */
  readonly entropy: number;
  /** Group of `regex` that is the secret; 0 for the first that is not empty. */
  readonly secretGroup: number;
  readonly allowlists: readonly Allowlist[];
}

interface RawAllowlist {
  readonly condition?: string;
  readonly regexTarget?: string;
  readonly paths?: readonly string[];
  readonly regexes?: readonly string[];
  readonly stopwords?: readonly string[];
}
interface RawRule {
  readonly id: string;
  readonly regex: string;
  readonly path?: string;
  readonly keywords?: readonly string[];
  readonly entropy?: number;
  readonly secretGroup?: number;
  readonly allowlists?: readonly RawAllowlist[];
}

/** The version of gitleaks whose rules these are. */
export const RULES_VERSION: string = gitleaks.version;

/**
 * The rules of gitleaks, compiled when they are first asked for. RE2 is the dialect they are written in, and its time
 * grows with the length of the text only, whoever wrote the text.
 */
export function secretRules(): { readonly rules: readonly SecretRule[]; readonly allowlist: Allowlist } {
  return (compiled ??= {
    // As gitleaks reports: the rule that knows the kind goes before the generic one.
    rules: (gitleaks.rules as readonly RawRule[]).map(compileRule).sort((a, b) => generality(a) - generality(b)),
    allowlist: compileAllowlist(gitleaks.allowlist),
  });
}

let compiled: ReturnType<typeof secretRules> | undefined;

function generality({ id }: SecretRule): number {
  return id.includes('generic') ? 1 : 0;
}

function compileRule(rule: RawRule): SecretRule {
  return {
    id: rule.id,
    keywords: (rule.keywords ?? []).map((keyword) => keyword.toLowerCase()),
    regex: RE2JS.compile(rule.regex),
    path: rule.path === undefined ? undefined : RE2JS.compile(rule.path),
    entropy: rule.entropy ?? 0,
    secretGroup: rule.secretGroup ?? 0,
    allowlists: (rule.allowlists ?? []).map(compileAllowlist),
  };
}

function compileAllowlist({ condition, regexTarget, paths, regexes, stopwords }: RawAllowlist): Allowlist {
  return {
    condition: condition === 'AND' ? 'AND' : 'OR',
    regexTarget: regexTarget === 'match' || regexTarget === 'line' ? regexTarget : 'secret',
    paths: (paths ?? []).map((regex) => RE2JS.compile(regex)),
    regexes: (regexes ?? []).map((regex) => RE2JS.compile(regex)),
    stopwords: (stopwords ?? []).map((word) => word.toLowerCase()),
  };
}
