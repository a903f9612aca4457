import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('refine-worker', { broker: true });
