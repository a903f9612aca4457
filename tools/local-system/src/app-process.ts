import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@ai-coding-agent/broker';
import { waitUntil } from '@ai-coding-agent/testing';

export interface AppOptions {
  /** Name of the app: its folder in `apps`. */
  readonly app: string;
  /** Its program, when it is not an app of `apps`. */
  readonly program?: string;
  /** What runs Node, such as `unshare` with its options. */
  readonly launcher?: readonly string[];
  /** All of its settings but `PORT`. Nothing else of our environment reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Called with every line that the app logs. */
  readonly onLog?: (line: string) => void;
}

/** A built app that runs as the process it is in production. */
export interface AppProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed. */
  readonly output: string;
  /** Resolves with code and signal once it is gone. */
  readonly exited: Promise<[number | null, NodeJS.Signals | null]>;
  untilReady(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<number | null>;
  /** `kill -9`, and waits. */
  kill(): Promise<void>;
}

/** On a machine that does much else: a worker imports all of Aider first. */
const READY_PATIENCE_MS = 90_000;

/** Starts a built app on a free port; does not wait until it is ready. */
export async function startApp({ app, env, onLog, launcher = [], ...options }: AppOptions): Promise<AppProcess> {
  const { program = fileURLToPath(new URL(`../../../apps/${app}/dist/main.js`, import.meta.url)) } = options;
  const [port = 0] = await freePorts(1);
  const [command = process.execPath, ...args] = [...launcher, process.execPath, program];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!child.pid) throw new Error(`${program} could not be started: build it first`);
  let output = '';
  let rest = '';
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    if (onLog) lines.forEach(onLog);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    pid: child.pid,
    get output() {
      return output;
    },
    exited,
    untilReady: async () => {
      const ask = async () => {
        if (hasExited(child)) throw new Error(`${app} ended:\n${output}`);
        return (await fetch(`${url}/health/ready`).catch(() => undefined))?.ok;
      };
      await waitUntil(`${app} is ready`, ask, READY_PATIENCE_MS);
    },
    stop: async () => {
      if (!hasExited(child)) child.kill('SIGTERM');
      return (await exited)[0];
    },
    kill: async () => {
      if (!hasExited(child)) child.kill('SIGKILL');
      await exited;
    },
  };
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
