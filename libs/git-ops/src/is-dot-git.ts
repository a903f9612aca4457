import { fromBytePath, type BytePath } from './byte-path.js';

/** Characters that macOS leaves out when it compares file names. */
const IGNORED_BY_MACOS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Whether a name is `.git` on any system that somebody may check the repository out on. */
export function isDotGit(name: BytePath): boolean {
  const plain = fromBytePath(name).replace(IGNORED_BY_MACOS, '').toLowerCase();
  // Windows cuts off streams, and dots and spaces at the end, and has short names.
  const [onWindows = ''] = plain.split(':');
  return ['.git', 'git~1'].includes(onWindows.replace(/[. ]+$/, '')) || plain === '.git';
}
