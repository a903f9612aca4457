import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AiderRunner, RunOptions } from './aider-runner.js';
import { connectRunner } from './connect-runner.js';
import { findPython, findRunner } from './find-runner.js';
import type {
  ListPrices,
  RunnerJob,
  RunnerResult,
  SandboxReport,
  Verification,
  VerificationResult,
} from './protocol.js';
import { RunnerError } from './runner-error.js';

export interface RunnerProcessOptions {
  /** Jobs at a time; as many processes are kept prepared, about 190 MB each. */
  readonly pool: number;
  /** Python interpreter that has aider-chat; the one of this library's virtual environment by default. */
  readonly python?: string | undefined;
  /** Walls around a job: `auto` by default, which takes bubblewrap where it works. */
  readonly sandbox?: 'auto' | 'bubblewrap' | 'process' | undefined;
  /** Leaves jobs the network, for models that are reached without a gateway: the weaker mode, false by default. */
  readonly network?: boolean | undefined;
  /** What may be kept from job to job is kept here, and may be removed at any time; nothing is kept without it. */
  readonly cacheDirectory?: string | undefined;
  /** Where the runner finds git, and nothing else of the environment gets to it. */
  readonly path?: string | undefined;
  /**
   * Where the socket and the private homes of jobs live, on the file system of the checkouts. Its path must be short,
   * as a socket's has to be.
   */
  readonly temporaryDirectory?: string | undefined;
}

interface Service {
  readonly child: ChildProcess;
  readonly directory: string;
  readonly runner: AiderRunner;
}

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
const KEPT_OUTPUT = 4096;
const LONGEST_PAUSE_MS = 30_000;
const PATIENCE_MS = 5_000;

/**
 * The runner service as a child of this process. It is started again when it dies, and it dies with this process,
 * however that ends.
 */
export class RunnerProcess implements AiderRunner {
  readonly #options: RunnerProcessOptions;
  #service: Promise<Service>;
  #prepared: Promise<void>;
  #isReady = false;
  #sandbox: SandboxReport | undefined;
  #deaths = 0;
  #output = '';
  readonly #closing = new AbortController();

  constructor(options: RunnerProcessOptions) {
    this.#options = options;
    [this.#service, this.#prepared] = this.#start(0);
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get sandbox(): SandboxReport | undefined {
    return this.#sandbox;
  }

  ready(): Promise<void> {
    return this.#prepared;
  }

  async run(job: RunnerJob, options: RunOptions): Promise<RunnerResult> {
    options.signal.throwIfAborted();
    const { runner } = await this.#service;
    return runner.run(job, options);
  }

  async verify(verification: Verification, options: Pick<RunOptions, 'signal'>): Promise<VerificationResult> {
    options.signal.throwIfAborted();
    const { runner } = await this.#service;
    return runner.verify(verification, options);
  }

  async prices(model: string): Promise<ListPrices | undefined> {
    const { runner } = await this.#service;
    return runner.prices(model);
  }

  async close(): Promise<void> {
    this.#isReady = false;
    this.#closing.abort();
    const service = await this.#service.catch(() => undefined);
    if (!service || service.child.exitCode !== null || service.child.signalCode !== null) return;
    const ended = once(service.child, 'exit');
    await service.runner.close();
    service.child.stdin?.end();
    service.child.kill('SIGTERM');
    const lastResort = setTimeout(() => service.child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(lastResort);
    await rm(service.directory, { recursive: true, force: true });
  }

  #start(delayMs: number): [Promise<Service>, Promise<void>] {
    const service = delayMs === 0 ? this.#launch() : this.#launchAfter(delayMs);
    const prepared = service.then(async ({ runner }) => {
      await runner.ready();
      this.#sandbox = runner.sandbox;
      this.#isReady = true;
      this.#deaths = 0;
    });
    // Whoever calls `run` or `ready` hears of a failure; before that nobody has to.
    service.catch(() => undefined);
    prepared.catch(() => undefined);
    return [service, prepared];
  }

  async #launchAfter(delayMs: number): Promise<Service> {
    await sleep(delayMs, undefined, { signal: this.#closing.signal });
    return this.#launch();
  }

  async #launch(): Promise<Service> {
    const {
      python = findPython(),
      pool,
      path = DEFAULT_PATH,
      temporaryDirectory = tmpdir(),
      sandbox = 'auto',
      network,
      cacheDirectory: cache,
    } = this.#options;
    await mkdir(temporaryDirectory, { recursive: true });
    const directory = await mkdtemp(join(temporaryDirectory, 'aider-'));
    const socket = join(directory, 'socket');
    const options = { socket, pool: String(pool), scratch: directory, sandbox, ...(cache && { cache }) };
    const child = spawn(
      python,
      [
        ...['-I', '-B', findRunner(), 'serve'],
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
        ...(network ? ['--network'] : []),
      ],
      { env: { PATH: path, LANG: 'C.UTF-8' }, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    child.on('error', () => undefined); // `close` follows and says it all
    child.stdin.on('error', () => undefined); // it may be gone before we say good-bye
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-KEPT_OUTPUT)));
    child.once('close', () => void this.#died(directory));
    await this.#listening(child);
    return { child, directory, runner: connectRunner(socket) };
  }

  async #listening(child: ChildProcess): Promise<void> {
    const said = child.stdout && once(child.stdout, 'data');
    const ended = once(child, 'close').then(([code]) => {
      throw new RunnerError(
        'unreachable',
        `The runner ended with ${code}: ${this.#output.trim() || 'no reason given'}`,
      );
    });
    try {
      await Promise.race([said, ended]);
    } catch (error) {
      if (error instanceof RunnerError) throw error;
      throw new RunnerError('unreachable', `The runner could not be started: ${(error as Error).message}`, error);
    }
  }

  async #died(directory: string): Promise<void> {
    this.#isReady = false;
    await rm(directory, { recursive: true, force: true });
    if (this.#closing.signal.aborted) return;
    const delayMs = this.#deaths === 0 ? 0 : Math.min(2 ** this.#deaths * 500, LONGEST_PAUSE_MS);
    this.#deaths += 1;
    [this.#service, this.#prepared] = this.#start(delayMs);
  }
}
