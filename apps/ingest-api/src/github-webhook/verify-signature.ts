import { createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

/** Whether GitHub signed these bytes with `secret`. Constant in time, whatever the header says. */
export function isSignedWith(secret: string, body: Buffer, signature: string | undefined): boolean {
  const [, hex] = SIGNATURE.exec(signature ?? '') ?? [];
  if (hex === undefined) return false;
  return timingSafeEqual(createHmac('sha256', secret).update(body).digest(), Buffer.from(hex, 'hex'));
}
