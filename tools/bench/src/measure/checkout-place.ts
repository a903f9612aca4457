import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const MEMORY = '/dev/shm';

/** Where checkouts are made, ours and those of peers: in memory, as in the pods of workers, where there is such a place. */
export const CHECKOUT_PLACE = existsSync(MEMORY)
  ? { folder: MEMORY, name: 'in memory' }
  : { folder: tmpdir(), name: 'on disk' };
