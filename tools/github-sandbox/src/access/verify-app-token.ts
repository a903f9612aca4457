import { verify } from 'node:crypto';
import type { World } from '../world/world.js';
import type { Caller } from './caller.js';

const LONGEST_LIFE_SECONDS = 600;
const CLOCK_DRIFT_SECONDS = 60;

/** Checks the JSON web token by which an App shows who it is: RS256, issued by a known App, alive for ten minutes. */
export function verifyAppToken(world: World, jwt: string): Caller {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = decode(payload);
  if (decode(header)?.['alg'] !== 'RS256' || !claims) return refused('A JSON web token could not be decoded');
  const app = [...world.apps.values()].find(({ id, clientId }) =>
    [String(id), clientId].includes(String(claims['iss'])),
  );
  if (!app) return { kind: 'refused', status: 404, message: 'Integration not found' };
  const signed = Buffer.from(`${header}.${payload}`);
  if (!verify('RSA-SHA256', signed, app.publicKey, Buffer.from(signature, 'base64url'))) {
    return refused('A JSON web token could not be decoded');
  }
  const wrong = wrongTimes(claims['iat'], claims['exp'], Date.now() / 1000);
  return wrong ? refused(wrong) : { kind: 'app', app };
}

function wrongTimes(issuedAt: unknown, expiresAt: unknown, now: number): string | undefined {
  if (typeof issuedAt !== 'number' || issuedAt > now + CLOCK_DRIFT_SECONDS) {
    return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
  }
  if (typeof expiresAt !== 'number' || expiresAt <= now) {
    return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
  }
  return expiresAt > now + LONGEST_LIFE_SECONDS + CLOCK_DRIFT_SECONDS
    ? "'Expiration time' claim ('exp') is too far in the future"
    : undefined;
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function refused(message: string): Caller {
  return { kind: 'refused', status: 401, message };
}
