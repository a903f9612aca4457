import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { run } from './step.mjs';

const STAMP = join(root, 'node_modules/.installed-from');

/** `npm ci`, unless node_modules was made from this lock file already. */
export async function ensureDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  await run('npm', ['ci', '--no-audit', '--no-fund']);
  writeFileSync(STAMP, lock);
}
