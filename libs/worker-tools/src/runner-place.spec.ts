import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runnerPlace } from './runner-place.js';

let here: string;
let elsewhere: string;
beforeEach(async () => {
  here = await mkdtemp(join(tmpdir(), 'place-'));
  elsewhere = await mkdtemp('/dev/shm/place-');
});
afterEach(() => Promise.all([here, elsewhere].map((folder) => rm(folder, { recursive: true }))));

it('is outside the workspace, and leaves nothing there', async () => {
  const workspace = join(here, 'not', 'there', 'yet');
  expect(await runnerPlace(workspace, here)).toBe(here);
  expect([await readdir(workspace), await readdir(here)]).toEqual([[], ['not']]);
});

it('is in a workspace on another file system, since a checkout is taken over by renaming it', async () => {
  expect(await runnerPlace(elsewhere, here)).toBe(elsewhere);
  expect([await readdir(elsewhere), await readdir(here)]).toEqual([[], []]);
});
