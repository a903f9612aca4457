import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { expect } from 'vitest';
import type { GitCheckoutsOptions } from '../src/index.js';
import type { GitCheckout } from '../src/git-checkout.js';
import { prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { runGit, TestForge, type Files } from './test-forge.js';

/** More than the server sends when nothing is new: who has what, and the answer to that. */
export const NO_PACK = 2_500;

/** What does not compress, and is new each time. */
export function noise(): string {
  return randomBytes(3_000).toString('base64');
}

/** Forty files of noise, 160 KB. */
export const FILES: Files = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`d${at % 4}/${at}.txt`, noise()]),
);
export const PACK = 100_000;

/** A forge with a repository, and a cache that begins empty. */
export class MirrorWorld {
  private constructor(readonly forge: TestForge) {}

  static async start(): Promise<MirrorWorld> {
    const forge = await TestForge.start();
    forge.createRepository(REPOSITORY, FILES);
    return new MirrorWorld(forge);
  }

  /** Folder of the mirrors. */
  get directory(): string {
    return join(this.forge.folder, 'cache', 'mirrors');
  }

  /** A checkout, once all that it leaves in the mirror is there. */
  async prepare(base = 'main', options: Partial<GitCheckoutsOptions> = {}, repository = REPOSITORY): Promise<Checkout> {
    const mirrors = { directory: this.directory };
    const checkout = await prepareCheckout(this.forge, { base, repository }, { mirrors, ...options });
    await (checkout as GitCheckout).kept;
    return checkout;
  }

  /** The bytes that the server sends for it. */
  async sentFor(action: () => Promise<unknown> = () => this.prepare()): Promise<number> {
    const before = this.forge.sentPacks;
    await action();
    return this.forge.sentPacks - before;
  }

  async expectSameAsWithout(checkout: Checkout, base = 'main'): Promise<void> {
    const fresh = await prepareCheckout(this.forge, { base });
    expect(whatIsThere(checkout)).toEqual(whatIsThere(fresh));
    expect(checkout.baseCommit).toBe(this.forge.tip(REPOSITORY, base));
    expect(await checkout.changes()).toEqual([]);
  }

  /** What is under way, or was left behind. */
  unfinished(): string[] {
    const names = readdirSync(this.directory, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /(^|\/)\.[^/]+$/.test(name));
  }

  close(): Promise<void> {
    return this.forge.close();
  }
}

/** Everything that the agent may read of git, and that its git says about the files. */
function whatIsThere(checkout: Checkout): unknown {
  const clone = join(dirname(checkout.directory), 'clone.git');
  const read = (name: string): string => (existsSync(join(clone, name)) ? readFileSync(join(clone, name), 'utf8') : '');
  const inside = (...args: string[]): string => runGit(['-C', checkout.directory, ...args]).toString();
  return {
    objects: runGit([`--git-dir=${clone}`, 'cat-file', '--batch-all-objects', '--batch-check']).toString(),
    packs: readdirSync(join(clone, 'objects/pack')).length,
    shallow: read('shallow'),
    alternates: read('objects/info/alternates'),
    tree: readdirSync(checkout.directory, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.startsWith('.git'))
      .sort(),
    files: inside('ls-files', '--stage'),
    status: inside('status', '--porcelain=v2', '--branch'),
    fsck: inside('fsck', '--full', '--strict'),
  };
}
