import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';

/** Built, since a process of its own runs it. */
const LIBRARY = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const OWNER = `
  import { startBroker } from ${JSON.stringify(LIBRARY)};
  const broker = await startBroker();
  await broker.stop();
  await broker.start();
  console.log(broker.managementUrl.replace('guest:guest@', ''));
  setInterval(() => {}, 1_000);
`;

it('ends, and its data with it, when the process that started it is killed', { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'abandoned-broker-'));
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', OWNER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder },
  });
  try {
    const [url] = (await once(createInterface(owner.stdout), 'line')) as [string];
    expect((await fetch(url)).status).toBe(200);
    expect(readdirSync(folder)).toHaveLength(1);

    owner.kill('SIGKILL');

    await vi.waitFor(() => expect(fetch(url)).rejects.toThrow(), { timeout: 10_000, interval: 200 });
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), { timeout: 10_000, interval: 200 });
  } finally {
    owner.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});
