import { mergeConfig } from 'vitest/config';
import { projectTests } from '../../vitest.shared.mjs';

export default mergeConfig(projectTests('chart-checks'), { test: { globalSetup: ['./test/ensure-tools.setup.ts'] } });
