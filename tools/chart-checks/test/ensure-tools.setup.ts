import { ensureTools } from '../ensure-tools.mjs';

/** Once before all tests, so that they don't wait for each other. */
export async function setup(): Promise<void> {
  await ensureTools((line) => console.log(line));
}
