import { ensureVenv } from '../setup-venv.mjs';

/** The interpreter that has Aider. Takes a while the first time on a machine, and no time afterwards. */
export function aiderPython(): Promise<string> {
  return ensureVenv();
}
