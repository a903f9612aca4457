import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '@ai-coding-agent/testing';
import type { BenchContext } from '../bench-context.js';
import type { Crew } from '../crews/crew.js';
import { ourCrew } from '../crews/our-crew.js';
import { peerCrew } from '../crews/peer-crew.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'FastStream';
const WORKERS = 3;
const JOBS = 200;
const JOB_MS = 200;
const KILLS = 12;
const PATIENCE_MS = 120_000;
/** What a killed worker had may still be delivered again. */
const AFTERMATH_MS = 3_000;

/** Jobs that are lost or take effect twice when workers are killed at random. */
export async function kills(context: BenchContext): Promise<SectionResult[]> {
  const { rabbitmqUrl, peerPython } = context;
  const cases = [killCase('ours', () => ourCrew(rabbitmqUrl)), killCase(PEER, () => peerCrew(rabbitmqUrl, peerPython))];
  return [
    {
      section: 'kills',
      title: `Jobs of ${JOBS} lost or doubled, while workers are killed ${KILLS} times`,
      unit: 'jobs',
      peer: PEER,
      cases: await interleave(cases, { rounds: Math.min(context.rounds, 3), warmUp: false, onRun: context.log }),
      notes: [`${WORKERS} workers; a job takes effect in the middle. The whole of it: npm run promises -- chaos.`],
    },
  ];
}

function killCase(name: string, open: () => Promise<Crew>): BenchCase {
  return {
    name,
    run: async () => {
      const crew = await open();
      try {
        const working = await Promise.all(Array.from({ length: WORKERS }, () => crew.hire()));
        const putting = crew.put(JOBS, JOB_MS);
        for (let kill = 0; kill < KILLS; kill += 1) {
          await sleep(200 + Math.random() * 600);
          const [victim] = working.splice(Math.floor(Math.random() * working.length), 1);
          await victim?.kill();
          working.push(await crew.hire());
        }
        await putting;
        const isDone = async () => new Set(await crew.effects()).size >= JOBS;
        await waitUntil('all jobs are done', isDone, PATIENCE_MS).catch(() => undefined);
        await sleep(AFTERMATH_MS);
        const effects = await crew.effects();
        const lost = JOBS - new Set(effects).size;
        const doubled = effects.length - new Set(effects).size;
        return { value: lost + doubled };
      } finally {
        await crew.close();
      }
    },
  };
}
