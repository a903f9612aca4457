import { describe, expect, it } from 'vitest';
import { ApiTokens } from './api-tokens.js';

describe('ApiTokens', () => {
  const tokens = new ApiTokens('ci:first-token, dashboard:second:token');

  it('knows whose token it is', () => {
    expect(tokens.clientOf('first-token')).toBe('ci');
    expect(tokens.clientOf('second:token')).toBe('dashboard');
  });

  it.each(['', 'first', 'first-token ', 'ci:first-token', undefined])('does not know %j', (token) => {
    expect(tokens.clientOf(token)).toBeUndefined();
  });

  it('lets nobody in when there are no tokens', () => {
    expect(new ApiTokens('').clientOf('')).toBeUndefined();
  });

  it('lets everybody in when it is open, and still tells who has a token', () => {
    const open = new ApiTokens('ci:first-token', true);

    expect([open.clientOf(undefined), open.clientOf('x'), open.clientOf('first-token')]).toEqual([
      'anonymous',
      'anonymous',
      'ci',
    ]);
  });
});
