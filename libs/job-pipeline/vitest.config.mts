import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('job-pipeline', { properties: true });
