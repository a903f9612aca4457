import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { JobFailure } from '@ai-coding-agent/failures';
import type { Git } from './git.js';

const NEWLINE = 0x0a;

/**
 * Reads objects of a git directory, one at a time, in bounded memory. Every object is checked against its id, so that
 * none can have been replaced.
 */
export class ObjectReader {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #output: AsyncIterator<Buffer>;
  #pending: Buffer = Buffer.alloc(0);

  constructor(git: Git, gitDirectory: string) {
    const args = [`--git-dir=${gitDirectory}`, 'cat-file', '--batch'];
    // It ends when its input does, so it can't outlive this process.
    this.#child = spawn(git.options.command, args, { cwd: git.options.home, env: git.environment() });
    this.#child.on('error', () => undefined);
    this.#child.stdin.on('error', () => undefined);
    this.#child.stderr.resume();
    this.#output = this.#child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @throws JobFailure `git-failed` when there is no such object, or not the one that it should be */
  async read(oid: string): Promise<Buffer> {
    this.#child.stdin.write(`${oid}\n`);
    const [, type, size] = (await this.takeLine()).split(' ');
    if (size === undefined) throw new JobFailure('git-failed', { detail: `object ${oid} is missing` });
    const content = (await this.take(Number(size) + 1)).subarray(0, -1);
    const id = createHash('sha1').update(`${type} ${size}\0`).update(content).digest('hex');
    if (id !== oid) throw new JobFailure('git-failed', { detail: `object ${oid} is damaged` });
    return content;
  }

  close(): void {
    this.#child.stdin.destroy();
    this.#child.kill('SIGKILL');
  }

  private async takeLine(): Promise<string> {
    while (!this.#pending.includes(NEWLINE)) this.#pending = Buffer.concat([this.#pending, await this.more()]);
    const line = await this.take(this.#pending.indexOf(NEWLINE) + 1);
    return line.toString('latin1').trimEnd();
  }

  private async take(size: number): Promise<Buffer> {
    const chunks = [this.#pending];
    for (let have = this.#pending.length; have < size;) {
      const chunk = await this.more();
      chunks.push(chunk);
      have += chunk.length;
    }
    const all = Buffer.concat(chunks);
    this.#pending = all.subarray(size);
    return all.subarray(0, size);
  }

  private async more(): Promise<Buffer> {
    const next = await this.#output.next();
    if (next.done) throw new JobFailure('git-failed', { detail: 'git cat-file ended unexpectedly' });
    return next.value;
  }
}
