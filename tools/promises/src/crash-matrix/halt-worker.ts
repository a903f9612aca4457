// Loaded into a worker with `--import`: halts the whole process at one moment of one job, which its log tells, until
// somebody kills it or lets it go on. The worker itself knows nothing of this.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const wanted = new URL(import.meta.url).searchParams;
const folder = wanted.get('folder') ?? '';
const write = process.stdout.write.bind(process.stdout);
let isOver = false;

process.stdout.write = (text: string, ...rest: []) => {
  const went = write(text, ...rest);
  if (!isOver && isTheMoment(text)) halt();
  return went;
};

/** Both lines are written at once when it happens: no stage begins before the line about the last one is out. */
function isTheMoment(text: string): boolean {
  if (!text.startsWith('{')) return false;
  const line = JSON.parse(text) as { message?: string; repository?: string; stage?: string };
  if (line.repository !== wanted.get('repository')) return false;
  const after = wanted.get('after');
  return after ? line.message === 'stage finished' && line.stage === after : line.message === 'job started';
}

function halt(): void {
  isOver = true;
  writeFileSync(join(folder, 'reached'), '');
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(join(folder, 'go'))) Atomics.wait(clock, 0, 0, 20);
}
