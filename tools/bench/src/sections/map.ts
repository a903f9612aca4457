import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BenchContext } from '../bench-context.js';
import { repositoryFiles } from '../fixtures/generate-repository.js';
import { interleave } from '../measure/interleave.js';
import type { BenchCase } from '../measure/measurement.js';
import { runProgram } from '../measure/run-program.js';
import { runPython } from '../measure/run-python.js';
import type { SectionResult } from '../report/section-result.js';

const PEER = 'Aider’s own map';
/** Sizes of repositories, in files, and how often each is measured at most. */
const SIZES = [
  { files: 2_000, most: 3, isLong: false },
  { files: 20_000, most: 1, isLong: true },
];

interface MapCost {
  readonly wallMs: number;
  readonly cpuSeconds: number;
  readonly characters: number;
}

/** The map of a fresh clone, in a process that has imported everything. */
export async function map(context: BenchContext): Promise<SectionResult[]> {
  const results: SectionResult[] = [];
  for (const { files, most, isLong } of SIZES) {
    if (isLong && !context.full) continue;
    const folder = await mkdtemp(join(tmpdir(), 'bench-map-'));
    try {
      const origin = await createOrigin(join(folder, 'origin'), files);
      const caseOf = (name: string, who: string, cache?: string): BenchCase => ({
        name,
        run: () => measure(context.aiderPython, origin, who, cache),
      });
      const known = join(folder, 'known');
      await mkdir(known);
      await measure(context.aiderPython, origin, 'ours', known);
      const cases = [
        caseOf('ours, repository seen before', 'ours', known),
        caseOf('ours, never seen', 'ours'),
        caseOf(PEER, 'aider'),
      ];
      results.push({
        section: 'map',
        title: `Map of a fresh clone of ${files.toLocaleString('en-US')} files`,
        unit: 'ms',
        peer: PEER,
        cases: await interleave(cases, { rounds: Math.min(context.rounds, most), warmUp: !isLong, onRun: context.log }),
        notes: ['Of a request that names no file. "Never seen" parses everything, which a job does in the background.'],
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return results;
}

async function measure(python: string, origin: string, who: string, cache?: string) {
  const work = await mkdtemp(join(tmpdir(), 'bench-map-'));
  try {
    const checkout = join(work, 'checkout');
    await runProgram('git', ['clone', '-q', origin, checkout]);
    const { wallMs, cpuSeconds, characters } = await runPython<MapCost>(python, 'measure_map.py', [
      ...[who, checkout, cache ?? work],
    ]);
    if (characters < 1_000) throw new Error(`the map of ${who} has only ${characters} characters`);
    return { value: wallMs, cpuSeconds };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function createOrigin(folder: string, files: number): Promise<string> {
  for (const [path, text] of Object.entries(repositoryFiles(files))) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const git = async (...args: string[]) => runProgram('git', ['-C', folder, ...args]);
  await git('init', '-q');
  await git('add', '.');
  await git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid', 'commit', '-q', '-m', 'all');
  return folder;
}
