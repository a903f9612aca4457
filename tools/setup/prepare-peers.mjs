import { join } from 'node:path';
import { ensureVenv } from '../../libs/aider-runner/setup-venv.mjs';
import { root } from './root.mjs';
import { step } from './step.mjs';

/** What the benchmark's peers need, in a virtual environment of their own. */
export async function preparePeers() {
  await step('the peers of the benchmark', () =>
    ensureVenv({
      directory: join(root, '.cache/bench-venv'),
      requirements: join(root, 'tools/bench/peers/requirements.lock'),
    }),
  );
}
