import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryCheckout {
  /** The root of the work tree. */
  readonly directory: string;
  /** A folder beside it that nothing may touch. */
  readonly outside: string;
  read(path: string): string;
  bytes(path: string): Buffer;
  write(path: string, contents: string | Buffer): void;
  readonly link: (path: string, target: string) => void;
  /** Commits everything there is, also what is ignored. */
  commit(): void;
  /** Paths that differ from the last commit, new ones included. */
  changes(): string[];
  remove(): void;
}

const SEALED = { PATH: process.env['PATH'], HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };

/** A git work tree with one commit that has `files`. */
export function temporaryCheckout(files: Readonly<Record<string, string | Buffer>> = {}): TemporaryCheckout {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
  const directory = join(folder, 'work tree');
  const outside = join(folder, 'outside');
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: directory, env: SEALED, encoding: 'utf8', stdio: 'pipe' });
  const write = (path: string, contents: string | Buffer) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), contents);
  };
  const commit = () => {
    git('add', '--all', '--force');
    git('-c', 'user.name=Dev', '-c', 'user.email=dev@example.test', 'commit', '--quiet', '--allow-empty', '-m', 'x');
  };

  mkdirSync(directory);
  mkdirSync(outside);
  git('init', '--quiet', '--initial-branch=main');
  for (const [path, contents] of Object.entries(files)) write(path, contents);
  commit();

  return {
    directory,
    outside,
    read: (path) => readFileSync(join(directory, path), 'utf8'),
    bytes: (path) => readFileSync(join(directory, path)),
    write,
    link: (path, target) => symlinkSync(target, join(directory, path)),
    commit,
    changes: () =>
      git('-c', 'core.quotePath=false', 'status', '--porcelain=v1', '--untracked-files=all', '-z')
        .split('\0')
        .filter(Boolean)
        .map((line) => line.slice(3)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Names in a folder, for a look at what was left there. */
export const namesIn = (folder: string): string[] => readdirSync(folder);
