import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Where a secret was seen, without the secret. */
export interface Sighting {
  readonly place: string;
  /** Which secret, by its number. */
  readonly secret: number;
}

export interface LiveHuntOptions {
  readonly secrets: readonly string[];
  /** Folders that hold all that the apps write. */
  readonly folders: readonly string[];
  /** The apps; what they started is theirs. */
  readonly apps: readonly number[];
}

/** What there was to see, so that a hunt that looks at nothing is noticed. */
export interface LiveHunt {
  readonly sightings: Sighting[];
  readonly argvs: Set<string>;
  readonly agents: Set<number>;
  /** Looks at the arguments of every process of the apps: other tests have the same secrets in theirs. */
  lookAtArguments(): void;
  /** Looks at everything that is there right now: arguments, environments of the agent, files. */
  look(): void;
}

/** Hunts in what is gone when a job has ended: processes, their arguments and environments, and files. */
export function liveHunt({ secrets, folders, apps }: LiveHuntOptions): LiveHunt {
  const sightings: Sighting[] = [];
  const argvs = new Set<string>();
  const agents = new Set<number>();
  const search = (place: string, text: string): void =>
    secrets.forEach((secret, number) => {
      if (text.includes(secret)) sightings.push({ place, secret: number });
    });
  const lookAtArguments = (): void => {
    for (const pid of below(apps)) {
      const argv = processFile(pid, 'cmdline').replaceAll('\0', ' ').trim();
      if (argvs.has(argv)) continue;
      argvs.add(argv);
      search(`arguments of ${argv.slice(0, 60)}`, argv);
    }
  };
  const lookAtAgents = (): void => {
    for (const pid of below(apps)) {
      if (!processFile(pid, 'cmdline').includes('aider_runner')) continue;
      agents.add(pid);
      search('environment of the agent', processFile(pid, 'environ'));
    }
  };
  const lookAtFiles = (): void => {
    const options = { input: secrets.join('\n'), encoding: 'utf8', maxBuffer: 100_000_000 } as const;
    const { status, stdout } = spawnSync('grep', ['-raoF', '-f', '-', ...folders], options);
    // A file that vanishes meanwhile makes a 2 of a 1.
    if (status === null) throw new Error('grep could not be run');
    for (const match of stdout.split('\n').filter(Boolean)) search(`file ${match.split(':')[0]}`, match);
  };
  return {
    ...{ sightings, argvs, agents, lookAtArguments },
    look: () => {
      lookAtArguments();
      lookAtAgents();
      lookAtFiles();
    },
  };
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Every process that these started, or that was started by one of those. */
function below(ancestors: readonly number[]): number[] {
  const parents = processes().map((pid) => [pid, Number(/^PPid:\s*(\d+)/m.exec(processFile(pid, 'status'))?.[1])]);
  const found = new Set(ancestors);
  for (let size = 0; size !== found.size;) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent!)) found.add(pid!);
  }
  return [...found];
}

/** Empty when the process is gone. */
function processFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
