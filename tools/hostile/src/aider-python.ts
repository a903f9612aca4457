import { fileURLToPath } from 'node:url';

/** The interpreter that has Aider, which the set-up of every command of the repository has made. */
export const AIDER_PYTHON =
  process.env['AIDER_PYTHON'] ??
  fileURLToPath(new URL('../../../libs/aider-runner/python/.venv/bin/python', import.meta.url));
