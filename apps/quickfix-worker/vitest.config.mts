import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('quickfix-worker', { broker: true });
