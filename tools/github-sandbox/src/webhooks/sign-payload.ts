import { createHmac } from 'node:crypto';

/** The value of `X-Hub-Signature-256`, or with `sha1` of the older `X-Hub-Signature`. */
export function signPayload(secret: string, body: string, algorithm: 'sha256' | 'sha1' = 'sha256'): string {
  return `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
}
