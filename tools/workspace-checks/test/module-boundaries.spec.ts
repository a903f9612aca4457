import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { projects, root } from './projects.js';

describe('module boundaries', () => {
  let eslint: ESLint;
  beforeAll(() => {
    // Files that don't exist belong to no TypeScript project, so the rules that need types are left out.
    const untyped = {
      ...tseslint.configs.disableTypeChecked,
      languageOptions: { parserOptions: { projectService: false } },
    };
    eslint = new ESLint({ cwd: root, overrideConfig: [untyped] });
  });
  const complaints = async (file: string, code: string) => {
    const [result] = await eslint.lintText(code, { filePath: join(root, file) });
    return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message}`);
  };
  const BOUNDARY = /enforce-module-boundaries|no-restricted/;

  it.each([
    ['a library importing what is above it', 'libs/contracts/src/x.ts', "export * from '@ai-coding-agent/messaging';"],
    ['the pipeline importing an adapter', 'libs/job-pipeline/src/x.ts', "export * from '@ai-coding-agent/git-ops';"],
    ['an adapter importing another one', 'libs/git-ops/src/x.ts', "export * from '@ai-coding-agent/github-access';"],
    ['an adapter importing a platform', 'libs/aider-runner/src/x.ts', "export * from '@ai-coding-agent/messaging';"],
    ['a platform importing adapters', 'libs/service-kit/src/x.ts', "export * from '@ai-coding-agent/worker-tools';"],
    ['the pipeline importing Nest', 'libs/job-pipeline/src/x.ts', "import { Module } from '@nestjs/common'; Module;"],
    [
      'the pipeline starting processes',
      'libs/job-pipeline/src/x.ts',
      "import { spawn } from 'node:child_process'; spawn;",
    ],
    ['production code importing test code', 'apps/ingest-api/src/x.ts', "export * from '@ai-coding-agent/testing';"],
    [
      'an app importing an app',
      'apps/ingest-api/src/x.ts',
      "export * from '../../quickfix-worker/src/run-quickfix.js';",
    ],
    [
      'a deep import into a library',
      'apps/ingest-api/src/x.ts',
      "export * from '../../../libs/failures/src/redact.js';",
    ],
    ['settings read outside of the configuration', 'libs/git-ops/src/x.ts', 'console.log(process.env.HOME);'],
  ])('reject %s', async (_what, file, code) => {
    expect((await complaints(file, code)).filter((complaint) => BOUNDARY.test(complaint))).not.toEqual([]);
  });

  it.each([
    ['an app importing an adapter', 'apps/quickfix-worker/src/x.ts', "export * from '@ai-coding-agent/git-ops';"],
    ['an adapter importing the ports', 'libs/git-ops/src/x.ts', "export * from '@ai-coding-agent/job-pipeline';"],
    ['a test importing test code', 'libs/messaging/test/x.spec.ts', "export * from '@ai-coding-agent/testing';"],
  ])('allow %s', async (_what, file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });

  it('know every project by exactly one tag that has a rule', () => {
    const rules = readFileSync(join(root, 'eslint.config.mjs'), 'utf8');

    for (const { name, tags } of projects()) {
      expect(tags, name).toHaveLength(1);
      expect(rules).toContain(`'${tags[0]}': [`);
    }
    expect(rules).not.toMatch(/'\*':|\['\*'\]/);
  });

  it('are closed: a library exports its root only', () => {
    for (const { folder, manifest } of projects().filter(({ folder }) => folder.startsWith('libs/'))) {
      const entries = Object.keys(manifest.exports ?? {}).filter((entry) => entry !== './package.json');
      expect(entries, folder).toEqual(folder === 'libs/testing' ? ['.', './broker-setup'] : ['.']);
      expect(existsSync(fileURLToPath(new URL(`file://${join(root, folder, 'src/index.ts')}`)))).toBe(true);
    }
  });
});
