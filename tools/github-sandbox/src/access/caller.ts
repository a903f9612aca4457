import type { GitHubApp } from '../world/github-app.js';
import type { Token } from '../world/token.js';

/** Who asks. */
export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'token'; readonly token: Token }
  | { readonly kind: 'app'; readonly app: GitHubApp }
  /** Credentials that are no good, and what GitHub says to them. */
  | { readonly kind: 'refused'; readonly status: 401 | 404; readonly message: string };

/** A name for logs; never the secret. */
export function callerName(caller: Caller): string | null {
  if (caller.kind === 'token') return caller.token.account.login;
  if (caller.kind === 'app') return `app/${caller.app.slug}`;
  return caller.kind === 'refused' ? 'refused' : null;
}
