import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('llm-gateway', { properties: true });
