import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Change, Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  BRANCH,
  changeLines,
  commitAll,
  edit,
  failureOf,
  never,
  prepareCheckout,
  REPOSITORY,
  TEXT,
} from './prepare-checkout.js';
import { runGit, TestForge } from './test-forge.js';

let forge: TestForge;
let checkout: Checkout;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'dir/b.txt': 'b\n' });
  checkout = await prepareCheckout(forge);
});
afterEach(() => forge.close());

/** Settings and hooks with which git would run a program, and leave a trace of it. */
function setTraps(gitDirectory: string): () => boolean {
  const trace = join(forge.folder, 'trace');
  const trap = join(forge.folder, 'trap');
  writeFileSync(trap, `#!/bin/sh\necho "$0 $*" >> '${trace}'\nexit 1\n`, { mode: 0o755 });
  const settings = [
    `[core]\n\tfsmonitor = ${trap}\n\tsshCommand = ${trap}\n\thooksPath = ${forge.folder}/hooks\n\tpager = ${trap}\n`,
    `[credential]\n\thelper = ${trap}\n[filter "x"]\n\tclean = ${trap}\n\tprocess = ${trap}\n[diff]\n\texternal = ${trap}\n`,
    `[gpg]\n\tprogram = ${trap}\n[push]\n\tgpgSign = true\n[url "ext::${trap}"]\n\tinsteadOf = ${forge.url}\n`,
  ];
  mkdirSync(join(forge.folder, 'hooks'), { recursive: true });
  for (const hook of ['pre-push', 'reference-transaction', 'post-index-change']) {
    writeFileSync(join(forge.folder, 'hooks', hook), `#!/bin/sh\n${trap}\n`, { mode: 0o755 });
  }
  mkdirSync(gitDirectory, { recursive: true });
  writeFileSync(join(gitDirectory, 'config'), settings.join(''));
  return () => existsSync(trace);
}

async function commitAndPush(): Promise<void> {
  const changes = await checkout.changes();
  await checkout.diff(changes);
  await checkout.push(await checkout.commit(changes, TEXT), never());
}

describe('after an agent that', () => {
  it('wrote programs into the settings of its repository, none of them runs', async () => {
    const sprung = setTraps(join(checkout.directory, '.git'));
    edit(checkout, '.gitattributes', '* filter=x diff=x\n');
    edit(checkout, 'a.txt', 'changed\n');

    await commitAndPush();

    expect(sprung()).toBe(false);
    expect(forge.git(REPOSITORY, 'show', `${BRANCH}:a.txt`)).toBe('changed\n');
  });

  it('wrote programs into the settings next to the checkout, none of them runs', async () => {
    const sprung = setTraps(join(dirname(checkout.directory), 'outbox'));
    setTraps(join(dirname(checkout.directory), 'clone.git'));
    edit(checkout, 'a.txt', 'changed\n');

    await commitAndPush();

    expect(sprung()).toBe(false);
    expect(forge.tip(REPOSITORY, BRANCH)).toBeDefined();
  });

  it('put a repository with programs into the repository, it is reported and not run', async () => {
    const sprung = setTraps(join(checkout.directory, 'dir/.git'));
    writeFileSync(join(checkout.directory, 'dir/.git/HEAD'), 'ref: refs/heads/main\n');

    const lines = await changeLines(checkout);

    expect(lines).toEqual(['added other 0 dir/.git']);
    expect(sprung()).toBe(false);
  });

  it.each(['deleted its .git', 'made a link of its .git', 'filled its index with rubbish'])(
    '%s, the changes are the right ones',
    async (what) => {
      const git = join(checkout.directory, '.git');
      if (what.includes('index')) writeFileSync(join(git, 'index'), 'rubbish');
      else rmSync(git, { recursive: true });
      if (what.includes('link')) symlinkSync('/etc', git);
      edit(checkout, 'a.txt', 'changed\n');

      const lines = await changeLines(checkout);

      expect(lines).toEqual(['modified file 8 a.txt']);
    },
  );

  it('committed by itself, its commit counts for nothing', async () => {
    edit(checkout, 'a.txt', 'changed\n');
    const identity = ['-c', 'user.name=x', '-c', 'user.email=x@example.test'];
    execFileSync('git', [...identity, 'commit', '-qam', 'mine'], {
      cwd: checkout.directory,
      env: { PATH: process.env['PATH'] },
    });

    const commit = await commitAll(checkout);
    await checkout.push(commit, never());

    expect(forge.git(REPOSITORY, 'log', '--format=%s', BRANCH)).toBe('Fix the greeting\nChange files\n');
  });

  it('swaps a file for a link after it was judged, nothing outside is read', async () => {
    writeFileSync(join(forge.folder, 'secret'), 'secret\n');
    edit(checkout, 'a.txt', 'judged\n');
    const changes = await checkout.changes();
    unlinkSync(join(checkout.directory, 'a.txt'));
    symlinkSync(join(forge.folder, 'secret'), join(checkout.directory, 'a.txt'));

    const failure = await failureOf(checkout.commit(changes, TEXT));

    expect(failure).toMatchObject({ code: 'unsafe-path', detail: 'a.txt' });
  });

  it('swaps a folder for a link after it was judged, nothing outside is read', async () => {
    mkdirSync(join(forge.folder, 'elsewhere'));
    writeFileSync(join(forge.folder, 'elsewhere/b.txt'), 'secret\n');
    edit(checkout, 'dir/b.txt', 'judged\n');
    const changes = await checkout.changes();
    renameSync(join(checkout.directory, 'dir'), join(checkout.directory, 'away'));
    symlinkSync(join(forge.folder, 'elsewhere'), join(checkout.directory, 'dir'));

    const failures = [await failureOf(checkout.diff(changes)), await failureOf(checkout.commit(changes, TEXT))];

    expect(failures.map(({ code }) => code)).toEqual(['unsafe-path', 'unsafe-path']);
  });

  it('swaps a file for a pipe after it was judged, nobody waits for it', async () => {
    edit(checkout, 'empty.txt', '');
    const changes = await checkout.changes();
    unlinkSync(join(checkout.directory, 'empty.txt'));
    execFileSync('mkfifo', [join(checkout.directory, 'empty.txt')]);

    const failure = await failureOf(checkout.commit(changes, TEXT));

    expect(failure.code).toBe('unsafe-path');
  });

  it('writes something else after the diff was judged, that is not committed', async () => {
    edit(checkout, 'a.txt', 'judged\n');
    const changes = await checkout.changes();
    await checkout.diff(changes);
    edit(checkout, 'a.txt', 'sneaky\n');

    const failure = await failureOf(checkout.commit(changes, TEXT));

    expect(failure.code).toBe('unsafe-path');
  });

  it('is given changes that name paths of its choice, nothing outside is committed', async () => {
    const change = (path: string): Change => ({ path, kind: 'deleted', type: 'file', size: 0 });
    const paths = ['../escape', '/etc/passwd', 'dir/../../x', '.git/config', 'dir/.GIT/hooks/x', ''];

    const failures = await Promise.all(paths.map((path) => failureOf(checkout.commit([change(path)], TEXT))));

    expect(failures.map(({ code }) => code)).toEqual(paths.map(() => 'unsafe-path'));
  });

  it('made something that is no file, that is not committed', async () => {
    edit(checkout, 'dir/.git/config', 'x');

    const failure = await failureOf(commitAll(checkout));

    expect(failure.code).toBe('link-added');
  });

  it('put another folder in the place of one of the base, that is not committed', async () => {
    const clone = join(dirname(checkout.directory), 'clone.git');
    const pack = readdirSync(join(clone, 'objects/pack')).find((name) => name.endsWith('.pack')) ?? '';
    const packed = readFileSync(join(clone, 'objects/pack', pack));
    rmSync(join(clone, 'objects/pack'), { recursive: true });
    runGit([`--git-dir=${clone}`, 'unpack-objects', '-q'], packed);
    const id = forge.git(REPOSITORY, 'rev-parse', 'main^{tree}').trim();
    const blob = Buffer.from(forge.git(REPOSITORY, 'rev-parse', 'main:a.txt').trim(), 'hex');
    const tree = forge.gitBytes(REPOSITORY, 'cat-file', 'tree', id);
    const forged = Buffer.concat([tree, Buffer.from('100644 evil\0'), blob]);
    const object = join(clone, 'objects', id.slice(0, 2), id.slice(2));
    rmSync(object);
    writeFileSync(object, deflateSync(Buffer.concat([Buffer.from(`tree ${forged.length}\0`), forged])));
    edit(checkout, 'a.txt', 'changed\n');

    const failure = await failureOf(commitAll(checkout));

    expect(failure).toMatchObject({ code: 'git-failed', detail: `object ${id} is damaged` });
  });
});
