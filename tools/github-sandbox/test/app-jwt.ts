import { createSign } from 'node:crypto';

/** The JSON web token of an App; `claims` and `alg` replace the right ones. */
export function appJwt(
  appId: number,
  privateKey: string,
  claims: Readonly<Record<string, unknown>> = {},
  alg = 'RS256',
): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = { iat: now - 60, exp: now + 540, iss: appId, ...claims };
  const unsigned = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
}
