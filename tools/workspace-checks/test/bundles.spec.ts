import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { root } from './projects.js';

const copies = mkdtempSync(join(tmpdir(), 'bundles-'));
afterAll(() => rmSync(copies, { recursive: true }));

/** Without settings it says which are missing, and ends. */
function start(dist: string): string {
  return spawnSync(process.execPath, [join(dist, 'main.js')], { env: {}, encoding: 'utf8' }).stdout;
}

describe.each(['ingest-api', 'quickfix-worker', 'refine-worker'])('the bundle of %s', (app) => {
  const dist = join(root, 'apps', app, 'dist');
  const text = () => readFileSync(join(dist, 'app.js'), 'latin1');

  it('is read as what it is, though its characters are not decoded', () => {
    expect(text()).toBe(readFileSync(join(dist, 'app.js'), 'utf8'));
  });

  it('starts from code that was compiled when it was built', () => {
    const cachedData = readFileSync(join(dist, 'app.code-cache'));
    expect(new Script(text(), { cachedData }).cachedDataRejected).toBe(false);
  });

  it('starts also where that code is another one’s, or missing', () => {
    const copy = join(copies, app);
    for (const file of ['main.js', 'app.js', 'package.json']) cpSync(join(dist, file), join(copy, file));
    expect(existsSync(join(copy, 'app.code-cache'))).toBe(false);
    expect(start(copy)).toContain('bad setting: RABBITMQ_URL');

    writeFileSync(join(copy, 'app.code-cache'), 'compiled by nobody');
    expect(start(copy)).toContain('bad setting: RABBITMQ_URL');
  });
});
