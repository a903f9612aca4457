import { projectTests } from '../../vitest.shared.mjs';

export default projectTests('ingest-api', { broker: true, properties: true });
