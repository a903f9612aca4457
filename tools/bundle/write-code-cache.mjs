import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('code-cache.cjs', import.meta.url));

/** What an app says without settings, and a command without arguments; anything else is news to whoever builds it. */
const AS_EXPECTED = /bad setting: |Usage: /;

/** Lets the app in `dist` start once without settings, and puts what V8 compiled meanwhile beside it. */
export function writeCodeCache(dist) {
  const { stdout, stderr } = spawnSync(process.execPath, [program, dist], {
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  if (!AS_EXPECTED.test(stdout + stderr)) throw new Error(`the app could not be loaded:\n${stdout}${stderr}`);
  if (!existsSync(join(dist, 'app.code-cache'))) throw new Error('V8 gave no compiled code of the app');
}
