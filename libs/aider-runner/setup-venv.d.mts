export interface VenvOptions {
  /** Where to make it; `python/.venv` beside the script by default. */
  directory?: string;
  /** Hears what is going on, line by line. */
  log?: (line: string) => void;
  /** File with the versions and their hashes. */
  requirements?: string;
  /** File with the version and hashes of uv, for machines that have none. */
  installer?: string;
}

/** A sentence for the person who started the set-up. */
export class SetupError extends Error {}

/**
 * Makes the virtual environment unless it is there, complete and up to date. Safe to call several times at once.
 * @returns path of its Python interpreter
 * @throws SetupError
 */
export function ensureVenv(options?: VenvOptions): Promise<string>;
