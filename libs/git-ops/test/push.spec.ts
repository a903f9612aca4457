import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkout } from '@ai-coding-agent/job-pipeline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRANCH, commitAll, edit, failureOf, never, prepareCheckout, REPOSITORY, TEXT } from './prepare-checkout.js';
import { AGENT, TestForge, type NewCommit } from './test-forge.js';

let forge: TestForge;
beforeEach(async () => {
  forge = await TestForge.start();
  forge.createRepository(REPOSITORY, { 'a.txt': 'a\n' });
});
afterEach(() => forge.close());

const byAgent: NewCommit = { author: AGENT, message: 'Fix\n\nJob-Id: job-0\n' };

async function editedCheckout(base = 'main', branch = BRANCH): Promise<{ checkout: Checkout; commit: string }> {
  const checkout = await prepareCheckout(forge, { base, branch });
  edit(checkout, 'a.txt', 'b\n');
  return { checkout, commit: await commitAll(checkout) };
}

/** Lets the server run a script before it takes a push. */
function setHook(name: string, script: string): void {
  const hooks = join(forge.repositoryPath(REPOSITORY), 'hooks');
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(hooks, name), 0o755);
}

describe('push', () => {
  it('makes the branch', async () => {
    const { checkout, commit } = await editedCheckout();

    await checkout.push(commit, never());

    expect(forge.tip(REPOSITORY, BRANCH)).toBe(commit);
  });

  it('succeeds again when the branch is there already', async () => {
    const { checkout, commit } = await editedCheckout();
    await checkout.push(commit, never());

    await checkout.push(commit, never());

    expect(forge.tip(REPOSITORY, BRANCH)).toBe(commit);
  });

  it('replaces a branch of the agent', async () => {
    forge.commit(REPOSITORY, BRANCH, { ...byAgent, from: 'main', files: { 'b.txt': 'b' } });
    const { checkout, commit } = await editedCheckout();

    await checkout.push(commit, never());

    expect(forge.git(REPOSITORY, 'log', '--format=%H', `main..${BRANCH}`)).toBe(`${commit}\n`);
  });

  it('adds to the branch that it builds on', async () => {
    const before = forge.commit(REPOSITORY, 'feature', { from: 'main', files: { 'b.txt': 'b' } });
    const { checkout, commit } = await editedCheckout('feature', 'feature');

    await checkout.push(commit, never());

    expect(forge.git(REPOSITORY, 'log', '-2', '--format=%H', 'feature')).toBe(`${commit}\n${before}\n`);
  });

  it.each([
    ['appeared meanwhile', undefined, { from: 'main' }],
    ['got another commit of the agent meanwhile', byAgent, byAgent],
    ['got a commit of a person meanwhile', byAgent, { message: 'Mine' }],
  ])('leaves a branch alone that %s', async (_, before, meanwhile) => {
    if (before) forge.commit(REPOSITORY, BRANCH, { ...before, from: 'main' });
    const { checkout, commit } = await editedCheckout();
    const theirs = forge.commit(REPOSITORY, BRANCH, meanwhile);

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure).toMatchObject({ code: 'branch-moved', detail: BRANCH });
    expect(forge.tip(REPOSITORY, BRANCH)).toBe(theirs);
  });

  it('leaves a branch alone that it builds on when somebody pushed to it meanwhile', async () => {
    forge.commit(REPOSITORY, 'feature', { from: 'main' });
    const { checkout, commit } = await editedCheckout('feature', 'feature');
    const theirs = forge.commit(REPOSITORY, 'feature', { files: { 'theirs.txt': 'x' } });

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe('branch-moved');
    expect(forge.tip(REPOSITORY, 'feature')).toBe(theirs);
  });

  it('does not bring back a branch that was deleted meanwhile', async () => {
    forge.commit(REPOSITORY, BRANCH, { ...byAgent, from: 'main' });
    const { checkout, commit } = await editedCheckout();
    forge.git(REPOSITORY, 'update-ref', '-d', `refs/heads/${BRANCH}`);

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe('branch-moved');
    expect(forge.tip(REPOSITORY, BRANCH)).toBeUndefined();
  });

  it('never overwrites a branch with others’ commits', async () => {
    const theirs = forge.commit(REPOSITORY, BRANCH, { from: 'main', message: 'Mine' });
    const { checkout, commit } = await editedCheckout();

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe('branch-has-other-commits');
    expect(forge.tip(REPOSITORY, BRANCH)).toBe(theirs);
  });

  it('loses the race against a push at the very same moment', async () => {
    const { checkout, commit } = await editedCheckout();
    setHook('pre-receive', `env -u GIT_QUARANTINE_PATH git update-ref refs/heads/${BRANCH} main`);

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure.code).toBe('branch-moved');
    expect(forge.tip(REPOSITORY, BRANCH)).toBe(forge.tip(REPOSITORY, 'main'));
  });

  it('says why a hook of the server refused', async () => {
    const { checkout, commit } = await editedCheckout();
    setHook('pre-receive', 'echo "error: GH013: Repository rule violations found."; echo " - Cannot push"; exit 1');

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure).toMatchObject({
      code: 'push-rejected',
      detail: 'error: GH013: Repository rule violations found. - Cannot push',
    });
  });

  it('says so when a hook refused without a word', async () => {
    const { checkout, commit } = await editedCheckout();
    setHook('pre-receive', 'exit 1');

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure).toMatchObject({ code: 'push-rejected', detail: 'pre-receive hook declined' });
  });

  it('says so when a branch is in the way of the name', async () => {
    forge.commit(REPOSITORY, 'ai-agent', { from: 'main' });
    const { checkout, commit } = await editedCheckout();

    const failure = await failureOf(checkout.push(commit, never()));

    expect(failure).toMatchObject({ code: 'push-rejected', detail: expect.stringContaining('cannot create') });
  });

  it('sends only what is new after the base has moved on', async () => {
    const content = Array.from({ length: 20_000 }, () => Math.random().toString(36)).join('\n');
    forge.commit(REPOSITORY, 'main', { files: { 'large.txt': content } });
    const { checkout, commit } = await editedCheckout();
    forge.commit(REPOSITORY, 'main', { files: { 'other.txt': 'x' } });
    let sent = 0;
    forge.intercept = (request) => {
      if (request.method === 'POST') request.on('data', (chunk: Buffer) => (sent += chunk.length));
      return false;
    };

    await checkout.push(commit, never());

    expect(forge.tip(REPOSITORY, BRANCH)).toBe(commit);
    expect(sent).toBeLessThan(5_000);
  });

  it('pushes what was committed, not what came after', async () => {
    const { checkout, commit } = await editedCheckout();
    edit(checkout, 'a.txt', 'c\n');
    const second = await checkout.commit(await checkout.changes(), TEXT);

    await checkout.push(commit, never());

    expect(second).not.toBe(commit);
    expect(forge.git(REPOSITORY, 'show', `${BRANCH}:a.txt`)).toBe('b\n');
  });
});
