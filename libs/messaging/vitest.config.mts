import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('messaging', { broker: true });
