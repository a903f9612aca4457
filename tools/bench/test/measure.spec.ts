import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { repositoryFiles } from '../src/fixtures/generate-repository.js';
import { interleave } from '../src/measure/interleave.js';
import { ProcessTreeWatch } from '../src/measure/process-tree.js';
import { runProgram } from '../src/measure/run-program.js';
import { summarise } from '../src/report/summarise.js';
import { table } from '../src/report/table.js';

describe('interleave', () => {
  it('takes turns, and leaves the warm-up out', async () => {
    const order: string[] = [];
    const benchCase = (name: string) => ({
      name,
      run: async () => {
        order.push(name);
        return { value: order.length };
      },
    });

    const results = await interleave([benchCase('a'), benchCase('b')], { rounds: 2, onRun: () => undefined });

    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(results).toEqual([
      { name: 'a', runs: [{ value: 3 }, { value: 5 }] },
      { name: 'b', runs: [{ value: 4 }, { value: 6 }] },
    ]);
  });
});

describe('summarise', () => {
  const result = {
    section: 's',
    title: 'T',
    unit: 'ms',
    peer: 'peer',
    cases: [
      { name: 'ours', runs: [1, 2, 9].map((value) => ({ value, cpuSeconds: value / 10 })) },
      { name: 'peer', runs: [4, 4, 5].map((value) => ({ value, cpuSeconds: 1 })) },
    ],
  };

  it('takes medians and compares them with the peer’s', () => {
    expect(summarise(result)).toEqual([
      { name: 'ours', runs: 3, median: 2, min: 1, max: 9, ratio: 0.5, cpuSeconds: 0.2, cpuRatio: 0.2 },
      { name: 'peer', runs: 3, median: 4, min: 4, max: 5, ratio: 1, cpuSeconds: 1, cpuRatio: 1 },
    ]);
  });

  it('is shown as a table', () => {
    expect(table(result)).toContain('peer (peer)');
    expect(table(result)).toContain('less is better');
  });
});

describe('what a program costs', () => {
  // So much CPU, however long that takes on a busy machine.
  const BUSY = 'while (process.cpuUsage().user < 400_000);';

  it('includes the programs that it started and that have ended', async () => {
    const script = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(BUSY)}])`;

    const cost = await runProgram(process.execPath, ['-e', script]);

    expect(cost.cpuSeconds).toBeGreaterThanOrEqual(0.2);
    expect(cost.peakMib).toBeGreaterThan(10);
  });

  it('is an error when it fails', async () => {
    await expect(runProgram('sh', ['-c', 'exit 3'])).rejects.toThrow('ended with 3');
  });

  it('counts only what was used since the watch began', async () => {
    const child = spawn(process.execPath, ['-e', `${BUSY} setTimeout(() => {}, 60_000); console.log('idle')`]);
    await once(child.stdout, 'data');

    const { cpuSeconds, peakMib } = new ProcessTreeWatch([child.pid ?? 0]).end();

    child.kill();
    expect(cpuSeconds).toBeLessThan(0.2);
    expect(peakMib).toBeGreaterThan(10);
  });
});

describe('repositoryFiles', () => {
  it('is the same every time, and has as many files as asked for', () => {
    expect(Object.keys(repositoryFiles(300))).toHaveLength(300);
    expect(repositoryFiles(50)).toEqual(repositoryFiles(50));
  });
});
