import { describe, expect, it } from 'vitest';
import { redact } from './index.js';

const SECRET = 'ghp_p/4+sword:tail';

describe('redact', () => {
  it.each([
    ['literally', `token ${SECRET} was refused`],
    ['in a URL', `https://x-access-token:${SECRET}@github.com/o/n`],
    ['percent-encoded', `?token=${encodeURIComponent(SECRET)}&x=1`],
    ['as HTTP Basic', `Authorization: Basic ${Buffer.from(`x-access-token:${SECRET}`).toString('base64')}`],
    ['in Base64 at another offset', Buffer.from(`a${SECRET}bc`).toString('base64')],
    ['in Base64 at yet another offset', Buffer.from(`ab${SECRET}`).toString('base64')],
  ])('hides a secret %s', (_how, text) => {
    const clean = redact(text, [SECRET]);

    expect(clean).toContain('[secret]');
    expect(clean).not.toContain(SECRET.slice(4, 14));
    for (const form of text.match(/[A-Za-z0-9+/]{24,}/g) ?? []) expect(clean).not.toContain(form);
  });

  it('hides credentials in any URL', () => {
    expect(redact('amqp://user:hunter2@host/vhost')).toBe('amqp://[secret]@host/vhost');
  });

  it('leaves the rest alone', () => {
    expect(redact('see https://github.com/o/n and a@b.c', [SECRET, ''])).toBe('see https://github.com/o/n and a@b.c');
  });
});
