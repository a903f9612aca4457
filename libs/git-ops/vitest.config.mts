import { mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

/** Each test starts a dozen git processes, for which a busy machine takes its time. */
export default mergeConfig(projectTests('git-ops', { properties: true }), {
  test: { testTimeout: 60_000, hookTimeout: 60_000 },
});
