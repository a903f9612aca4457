import { afterAll, beforeAll, describe, it } from 'vitest';
import { AIDER_PYTHON } from '../src/aider-python.js';
import type { Attack } from '../src/attack.js';
import type { Side } from '../src/side.js';
import { ourRunner } from '../src/sides/our-runner.js';
import { browserAttack } from '../src/attacks/environment-attacks.js';
import { allFiles, allIssues, allReplies, linksToRead, linksToWrite } from './merged-attacks.js';

const files = allFiles(AIDER_PYTHON);

/** All attacks, many at a time; `npm run hostile` lets them loose one by one, and on plain Aider too. */
const IN_EACH_SANDBOX: readonly (readonly ['auto' | 'process', readonly Attack[]])[] = [
  ['auto', [files, allReplies, ...allIssues, linksToRead, ...linksToWrite, browserAttack]],
  ['process', [files, allReplies, linksToRead, ...linksToWrite]],
];

describe.concurrent.each(IN_EACH_SANDBOX)('what is hostile in sandbox %s', (sandbox, attacks) => {
  let side: Side;
  beforeAll(async () => {
    side = await ourRunner({ python: AIDER_PYTHON, sandbox, pool: 2 });
  }, 120_000);
  afterAll(() => side.close());

  it.for(attacks)('achieves nothing: $name', { timeout: 120_000 }, async (attack, { expect }) => {
    const { damage, edited } = await side.face(attack);

    expect(damage).toEqual([]);
    if (attack.editIsDue) expect(edited).toBe(true);
  });
});
