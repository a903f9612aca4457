import { expect, it } from 'vitest';
import { toBytePath } from './byte-path.js';
import { isDotGit } from './is-dot-git.js';

it.each([
  '.git',
  '.GIT',
  '.Git',
  'git~1',
  'GIT~1',
  '.git.',
  '.git ',
  '.git . .',
  '.git::$INDEX_ALLOCATION',
  '.g\u200cit',
  '\ufeff.git',
])('takes %j for .git on some system', (name) => {
  expect(isDotGit(toBytePath(name))).toBe(true);
});

it.each(['.gitignore', '.github', 'git', 'x.git', 'git~2', '.gi t', ' .git', ':.git'])(
  'does not take %j for .git',
  (name) => {
    expect(isDotGit(toBytePath(name))).toBe(false);
  },
);
