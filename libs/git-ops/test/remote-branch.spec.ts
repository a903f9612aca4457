import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, commitAll, edit, failureOf, never, prepareCheckout, REPOSITORY } from './prepare-checkout.js';
import { AGENT, PERSON, TestForge, type NewCommit } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n', 'dir/b.txt': 'b\n' });
});
afterEach(() => forge.close());

const byAgent = (jobId: string, files: NewCommit['files'] = {}): NewCommit => ({
  author: AGENT,
  message: `Fix\n\nJob-Id: ${jobId}\n`,
  files,
});

/** Makes a git that does not know an option, like servers that don't. */
function gitWithout(option: string): string {
  const git = join(forge.folder, 'old-git');
  const script = `#!/bin/sh\ncase "$*" in *${option}*) echo 'fatal: Server does not support ${option}' >&2; exit 128;; esac\n`;
  writeFileSync(git, `${script}echo "$*" >> '${git}.log'\nexec git "$@"\n`, { mode: 0o755 });
  return git;
}

/** Every case has to be told alike by each way of asking. */
describe.each([
  ['servers that can leave out history', undefined],
  ['servers that can not', '--shallow-exclude'],
])('the remote branch, on %s,', (_, missing) => {
  const prepare = (jobId = 'job-1', base = 'main', branch = BRANCH): ReturnType<typeof prepareCheckout> =>
    prepareCheckout(forge, { jobId, base, branch }, missing ? { git: gitWithout(missing) } : {});

  it('is absent when there is none, whatever has a longer name', async () => {
    forge.commit(REPOSITORY, `x/refs/heads/${BRANCH}`, { from: 'main' });

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'absent' });
  });

  it('is ours when all its commits are the agent’s', async () => {
    forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-7'), from: 'main' });
    const tip = forge.commit(REPOSITORY, BRANCH, byAgent('job-8'));

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'ours', tip });
  });

  it('is ours after the base has moved on', async () => {
    const tip = forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-7'), from: 'main' });
    for (const content of ['1', '2', '3']) forge.commit(REPOSITORY, 'main', { files: { 'a.txt': content } });

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'ours', tip });
  });

  it.each([
    ['somebody else’s', { author: PERSON, message: 'Mine' }],
    ['the agent’s without a job', { author: AGENT, message: 'Fix' }],
    ['the agent’s, but rewritten by somebody', { ...byAgent('job-7'), committer: PERSON }],
    ['somebody’s in the name of a job', { ...byAgent('job-1'), author: PERSON, committer: AGENT }],
  ])('is others’ when its last commit is %s', async (_title, commit) => {
    forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-1'), from: 'main' });
    const tip = forge.commit(REPOSITORY, BRANCH, commit);

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'others', tip });
  });

  it('is others’ when somebody’s commit lies under the agent’s', async () => {
    forge.commit(REPOSITORY, BRANCH, { from: 'main', files: { 'x.txt': 'x' } });
    const tip = forge.commit(REPOSITORY, BRANCH, byAgent('job-1'));

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'others', tip });
  });

  it('is ours when it has no commit of its own', async () => {
    const tip = forge.commit(REPOSITORY, BRANCH, { from: 'main' });
    forge.git(REPOSITORY, 'update-ref', 'refs/heads/main', tip);
    forge.commit(REPOSITORY, 'main', { files: { 'a.txt': 'moved on' } });

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'ours', tip });
  });

  it('is the same job’s when its last commit has the id, with what that changed', async () => {
    forge.commit(REPOSITORY, 'main', { files: { 'later.txt': 'x' } });
    const files = { 'dir/b.txt': null, 'größe.txt': 'x', 'a.txt': 'b\n' };
    const bytes = Object.fromEntries(
      Object.entries(files).map(([path, content]) => [Buffer.from(path).toString('latin1'), content]),
    );
    const tip = forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-1', bytes), from: 'main' });
    forge.commit(REPOSITORY, 'main', { files: { 'later.txt': 'y' } });

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'same-job', tip, changedFiles: ['a.txt', 'dir/b.txt', 'größe.txt'] });
  });

  it('is the same job’s also under a later commit of the agent', async () => {
    const ours = forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-1', { 'a.txt': 'b\n' }), from: 'main' });
    forge.commit(REPOSITORY, BRANCH, byAgent('job-2', { 'dir/b.txt': 'c\n' }));

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'same-job', tip: ours, changedFiles: ['a.txt'] });
  });

  it('is the same job’s when the commit stands for several jobs', async () => {
    const message = 'Refine\n\nJob-Id: job-0\nJob-Id: job-1\n';
    const tip = forge.commit(REPOSITORY, BRANCH, { author: AGENT, message, from: 'main', files: { 'a.txt': 'b\n' } });

    const { remoteBranch } = await prepare();

    expect(remoteBranch).toEqual({ state: 'same-job', tip, changedFiles: ['a.txt'] });
  });

  it('is ours to build on when it is the base, whoever made it', async () => {
    const tip = forge.commit(REPOSITORY, 'feature', { from: 'main', files: { 'a.txt': 'b\n' } });

    const { remoteBranch, baseCommit } = await prepare('job-1', 'feature', 'feature');

    expect({ remoteBranch, baseCommit }).toEqual({ remoteBranch: { state: 'ours', tip }, baseCommit: tip });
  });

  it('is the same job’s when it is the base and has its commit', async () => {
    forge.commit(REPOSITORY, 'feature', { from: 'main', files: { 'a.txt': 'b\n' } });
    const ours = forge.commit(REPOSITORY, 'feature', byAgent('job-1', { 'dir/b.txt': 'c\n' }));
    forge.commit(REPOSITORY, 'feature', byAgent('job-2', { 'a.txt': 'd\n' }));

    const { remoteBranch } = await prepare('job-1', 'feature', 'feature');

    expect(remoteBranch).toEqual({ state: 'same-job', tip: ours, changedFiles: ['dir/b.txt'] });
  });

  it('is the same job’s when it is the base and its commit lies under somebody’s', async () => {
    forge.commit(REPOSITORY, 'feature', { from: 'main', files: { 'b.txt': 'x\n' } });
    const ours = forge.commit(REPOSITORY, 'feature', byAgent('job-1', { 'a.txt': 'b\n' }));
    const tip = forge.commit(REPOSITORY, 'feature', { files: { 'a.txt': 'c\n' } });

    const { remoteBranch, baseCommit } = await prepare('job-1', 'feature', 'feature');

    expect(remoteBranch).toEqual({ state: 'same-job', tip: ours, changedFiles: ['a.txt'] });
    expect(baseCommit).toBe(tip);
  });

  it('is ours to build on when it is the base and somebody wrote the id into a commit', async () => {
    const forged = { author: PERSON, message: 'Mine\n\nJob-Id: job-1\n', from: 'main' };
    const tip = forge.commit(REPOSITORY, 'feature', forged);

    const { remoteBranch } = await prepare('job-1', 'feature', 'feature');

    expect(remoteBranch).toEqual({ state: 'ours', tip });
  });
});

describe('a branch that is its own base', () => {
  it('has to be where it was checked out, also when somebody pushes right after that', async () => {
    const git = join(forge.folder, 'slow-git');
    const push = `git --git-dir='${forge.repositoryPath(REPOSITORY)}' update-ref refs/heads/feature refs/heads/later`;
    writeFileSync(git, `#!/bin/sh\ncase "$*" in *" fetch "*--depth=50*) ${push};; esac\nexec git "$@"\n`, {
      mode: 0o755,
    });
    const before = forge.commit(REPOSITORY, 'feature', { from: 'main' });
    const theirs = forge.commit(REPOSITORY, 'later', { from: 'feature', files: { 'theirs.txt': 'x' } });
    const checkout = await prepareCheckout(forge, { base: 'feature', branch: 'feature' }, { git });
    edit(checkout, 'a.txt', 'b\n');

    const failure = await failureOf(checkout.push(await commitAll(checkout), never()));

    expect(checkout.baseCommit).toBe(before);
    expect(failure.code).toBe('branch-moved');
    expect(forge.tip(REPOSITORY, 'feature')).toBe(theirs);
  });
});

describe('a job that is done twice', () => {
  it('finds its own commit the second time', async () => {
    const first = await prepareCheckout(forge);
    edit(first, 'a.txt', 'b\n');
    const commit = await commitAll(first);
    await first.push(commit, never());

    const second = await prepareCheckout(forge);

    expect(second.remoteBranch).toEqual({ state: 'same-job', tip: commit, changedFiles: ['a.txt'] });
  });

  it('does not download the files of the branch to find that out', async () => {
    forge.commit(REPOSITORY, BRANCH, { ...byAgent('job-2', { 'big.bin': 'x'.repeat(100_000) }), from: 'main' });

    const git = gitWithout('--no-such-option');
    await prepareCheckout(forge, {}, { git });

    const fetched = readFileSync(`${git}.log`, 'utf8')
      .split('\n')
      .filter((call) => call.includes(' fetch ') && call.includes(BRANCH));
    expect(fetched).toHaveLength(1);
    expect(fetched[0]).toContain('--filter=tree:0');
  });
});
