import { describe, expect, it } from 'vitest';
import { isBranchName, isRepositoryName } from './index.js';

describe('isRepositoryName', () => {
  it.each(['a/b', 'octo-org/greeter.js', 'A1/_x-y.z', 'enterprise_shortcode/repo'])('takes %s', (name) => {
    expect(isRepositoryName(name)).toBe(true);
  });
  it.each(['', 'a', '/b', 'a/', 'a/b/c', 'a b/c', '-a/b', 'a/.', 'a/..', 'a/b.git', 'a/b\n', `${'a'.repeat(60)}/b`, 7])(
    'refuses %j',
    (name) => {
      expect(isRepositoryName(name)).toBe(false);
    },
  );
});

describe('isBranchName', () => {
  it.each(['main', 'release/1.x', 'ümlaut', 'a-b_c', 'x@y'])('takes %s', (name) => {
    expect(isBranchName(name)).toBe(true);
  });
  it.each([
    '',
    '-x',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[',
    'a\\',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a/.b',
    'a.lock',
    'a.',
    '@',
    'a@{1}',
    'a\u0001',
    'x'.repeat(300),
  ])('refuses %j', (name) => {
    expect(isBranchName(name)).toBe(false);
  });
});
