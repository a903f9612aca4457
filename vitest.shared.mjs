import { defineProject } from 'vitest/config';

/** Tests run on the sources of the libraries, so no build stands between an edit and its test. */
export function projectTests(name) {
  const conditions = ['@ai-coding-agent/source', 'node', 'import', 'default'];
  return defineProject({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: { name, environment: 'node', include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'] },
  });
}
