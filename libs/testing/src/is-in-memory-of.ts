import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

const PIECE = 4 * 1024 * 1024;

/** Whether `text` stands anywhere in what a process can write to. Only Linux tells; elsewhere nothing is found. */
export function isInMemoryOf(pid: number, text: string): boolean {
  if (process.platform !== 'linux') return false;
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return writableRegions(pid).some(([start, end]) => regionHas(memory, start, end, Buffer.from(text)));
  } finally {
    closeSync(memory);
  }
}

function writableRegions(pid: number): [bigint, bigint][] {
  return [...readFileSync(`/proc/${pid}/maps`, 'utf8').matchAll(/^([\da-f]+)-([\da-f]+) rw/gm)].map((match) => [
    BigInt(`0x${match[1]}`),
    BigInt(`0x${match[2]}`),
  ]);
}

function regionHas(memory: number, start: bigint, end: bigint, needle: Buffer): boolean {
  const piece = Buffer.alloc(PIECE + needle.length);
  for (let at = start; at < end; at += BigInt(PIECE)) {
    const wanted = Math.min(piece.length, Number(end - at));
    try {
      const size = readSync(memory, piece, 0, wanted, at);
      if (piece.subarray(0, size).includes(needle)) return true;
    } catch {
      // A page that the kernel keeps to itself.
    }
  }
  return false;
}
