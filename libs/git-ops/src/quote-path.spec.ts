import { expect, it } from 'vitest';
import { quotePath } from './quote-path.js';

it.each([
  ['a/b c-ü.txt', 'a/b c-ü.txt'],
  ['a\n+++ b/x', '"a\\n+++ b/x"'],
  ['quo"te\\', '"quo\\"te\\\\"'],
  ['bell\u0007', '"bell\\007"'],
])('prints %j as %s', (path, printed) => {
  expect(quotePath(path)).toBe(printed);
});
