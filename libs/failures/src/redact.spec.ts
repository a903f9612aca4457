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

  it('hides tokens of GitHub that nobody told it', () => {
    const tokens = [
      'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      'github_pat_11ABCDEFG0abcdefghij_KLMNOP',
      'ghs_12_ab.cd-ef.ghijk',
    ];

    expect(redact(tokens.map((token) => `<${token}>`).join())).toBe('<[secret]>,<[secret]>,<[secret]>');
  });

  it('hides a key of several lines, also where its line breaks are escaped', () => {
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${'Mk'.repeat(32)}\n${'Zx'.repeat(32)}\n-----END RSA PRIVATE KEY-----`;

    for (const text of [key, JSON.stringify({ key }), key.replaceAll('\n', ' ')]) {
      expect(redact(text, [key])).not.toMatch(/MkMk|ZxZx/);
    }
  });

  it('leaves the rest alone', () => {
    expect(redact('see https://github.com/o/n and a@b.c', [SECRET, ''])).toBe('see https://github.com/o/n and a@b.c');
  });
});
