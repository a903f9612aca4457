import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('demo', { broker: true });
