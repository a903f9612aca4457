import { waitUntil } from '@ai-coding-agent/testing';
import type { BenchContext } from '../bench-context.js';
import type { Crew } from '../crews/crew.js';
import { ourCrew } from '../crews/our-crew.js';
import { peerCrew } from '../crews/peer-crew.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { ProcessTreeWatch } from '../measure/process-tree.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'FastStream';
const SIZES = [1, 2, 4, 8];
const JOBS_EACH = 50;
const JOB_MS = 40;
const PATIENCE_MS = 120_000;
/** Jobs of one repository that wait before the job of another one, for so many workers. */
const CROWD = { jobs: 200, workers: 4 };

/** Jobs a second of one to eight workers on one broker: what delivery itself costs, and how it scales. */
export async function workers(context: BenchContext): Promise<SectionResult[]> {
  const { rabbitmqUrl, peerPython } = context;
  const results: SectionResult[] = [];
  for (const size of SIZES) {
    const cases = [
      crewCase('ours', size, () => ourCrew(rabbitmqUrl)),
      crewCase(PEER, size, () => peerCrew(rabbitmqUrl, peerPython)),
    ];
    results.push({
      section: 'workers',
      title: `Jobs of ${JOB_MS} ms by ${size} ${size === 1 ? 'worker' : 'workers'}, one at a time each`,
      unit: 'jobs/s',
      moreIsBetter: true,
      peer: PEER,
      cases: await interleave(cases, { rounds: Math.min(context.rounds, 3), onRun: context.log }),
      notes: ['CPU s is per 1,000 jobs, of the workers alone.'],
    });
  }
  return [...results, await fairness(context)];
}

/** How much of one repository's crowd of jobs the job of another repository, which came last, has to wait for. */
async function fairness({ rabbitmqUrl, peerPython, rounds, log }: BenchContext): Promise<SectionResult> {
  const fairnessCase = (name: string, open: () => Promise<Crew>): BenchCase => ({
    name,
    run: async () => {
      const crew = await open();
      try {
        const crowd = new Set(await crew.put(CROWD.jobs, JOB_MS));
        const [late = ''] = await crew.put(1, JOB_MS, 'acme/other');
        await Promise.all(Array.from({ length: CROWD.workers }, () => crew.hire()));
        const isThere = async () => (await crew.effects()).includes(late);
        await waitUntil('the job of the other repository is done', isThere, PATIENCE_MS);
        const done = new Set((await crew.effects()).filter((jobId) => crowd.has(jobId)));
        return { value: (100 * done.size) / CROWD.jobs };
      } finally {
        await crew.close();
      }
    },
  });
  return {
    section: 'workers',
    title: `Of ${CROWD.jobs} jobs of one repository, those done before the job of another one that came after them`,
    unit: '%',
    peer: PEER,
    cases: await interleave(
      [fairnessCase('ours', () => ourCrew(rabbitmqUrl)), fairnessCase(PEER, () => peerCrew(rabbitmqUrl, peerPython))],
      { rounds: Math.min(rounds, 3), warmUp: false, onRun: log },
    ),
    notes: [`${CROWD.workers} workers. Jobs are taken in the order in which they came, whoever asked.`],
  };
}

function crewCase(name: string, size: number, open: () => Promise<Crew>): BenchCase {
  return {
    name,
    run: async () => {
      const crew = await open();
      try {
        const hired = await Promise.all(Array.from({ length: size }, () => crew.hire()));
        const count = size * JOBS_EACH;
        const watch = new ProcessTreeWatch(hired.map(({ pid }) => pid));
        const startedAt = performance.now();
        const done = async () => (await crew.effects()).length >= count;
        await Promise.all([crew.put(count, JOB_MS), waitUntil('all jobs are done', done, PATIENCE_MS)]);
        const seconds = (performance.now() - startedAt) / 1_000;
        const { cpuSeconds, peakMib } = watch.end();
        return { value: count / seconds, cpuSeconds: (cpuSeconds * 1_000) / count, peakMib };
      } finally {
        await crew.close();
      }
    },
  };
}
