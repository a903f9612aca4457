import type { Token } from '../world/token.js';
import type { World } from '../world/world.js';
import type { Caller } from './caller.js';
import { verifyAppToken } from './verify-app-token.js';

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Reads `Authorization`: `token X`, `Bearer X`, or HTTP Basic with the token as the password. */
export function identifyCaller(world: World, authorization: string | undefined): Caller {
  if (!authorization) return { kind: 'anonymous' };
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.*)$/.exec(authorization.trim()) ?? [];
  const secret = scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : credentials;
  if (!/^(token|bearer|basic)$/i.test(scheme)) return badCredentials();
  if (JWT.test(secret)) return verifyAppToken(world, secret);
  const token = findToken(world, secret);
  return token ? { kind: 'token', token } : badCredentials();
}

/** The token, unless it is revoked, has expired, or its installation is suspended. */
export function findToken(world: World, value: string | undefined): Token | undefined {
  const token = world.tokens.get(value ?? '');
  if (!token || token.revoked || token.narrowed?.installation?.suspendedAt) return undefined;
  return (token.expiresAt ?? Infinity) > Date.now() ? token : undefined;
}

function passwordOf(encoded: string): string {
  const pair = Buffer.from(encoded, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1);
}

function badCredentials(): Caller {
  return { kind: 'refused', status: 401, message: 'Bad credentials' };
}
