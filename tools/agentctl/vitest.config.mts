import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('agentctl', { broker: true });
