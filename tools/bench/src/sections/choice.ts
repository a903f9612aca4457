import type { BenchContext } from '../bench-context.js';
import { runPython } from '../measure/run-python.js';
import type { SectionResult } from '../report/section-result.js';

const COMMITS_PER_ROUND = 40;
const PEER = 'files that the message names';

interface Choice {
  readonly commits: number;
  readonly percent: Readonly<Record<string, number>>;
}

/** Over the history of a repository: how many of the files that a commit changed are chosen from its message. */
export async function choice({ aiderPython, repository, rounds, log }: BenchContext): Promise<SectionResult[]> {
  const most = rounds * COMMITS_PER_ROUND;
  const { commits, percent } = await runPython<Choice>(aiderPython, 'measure_choice.py', [repository, String(most)]);
  if (commits === 0) {
    log(`${repository} has no commits to learn from`);
    return [];
  }
  const row = (name: string, key: string) => ({ name, runs: [{ value: percent[key] ?? 0 }] });
  return [
    {
      section: 'choice',
      title: `Files that a commit changed among those chosen from its message, ${commits} commits`,
      unit: '%',
      moreIsBetter: true,
      peer: PEER,
      cases: [
        row('the first 5 of ours', 'chosen-5'),
        row('the first 20 of ours', 'chosen-20'),
        row('the first 50 of ours', 'chosen-50'),
        row(PEER, 'mentioned'),
      ],
      notes: ['Only files that were there before the commit count. The peer is how Aider finds files in a message.'],
    },
  ];
}
