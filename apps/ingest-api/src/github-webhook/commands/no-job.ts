import type { Ignored } from '../trigger.js';

export const NO_JOB: Ignored = { ignored: 'there is no job here' };
