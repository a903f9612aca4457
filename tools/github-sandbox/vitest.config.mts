import { projectTests } from '../../vitest.shared.mjs';

const config = projectTests('github-sandbox');

// Every test starts a sandbox of its own, so the files can share their modules; loading them takes longer than most tests.
export default { ...config, test: { ...config.test, isolate: false } };
