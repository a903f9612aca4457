import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** What each kind of project may import. Never a `*` rule: it would enforce nothing. */
const boundaries = {
  'type:app': [
    'type:composition',
    'type:service',
    'type:platform',
    'type:pipeline',
    'type:adapter',
    'type:contracts',
    'type:failures',
  ],
  'type:composition': [
    'type:service',
    'type:platform',
    'type:pipeline',
    'type:adapter',
    'type:contracts',
    'type:failures',
  ],
  'type:service': ['type:platform', 'type:contracts', 'type:failures'],
  'type:platform': ['type:contracts', 'type:failures'],
  'type:pipeline': ['type:contracts', 'type:failures'],
  'type:adapter': ['type:pipeline', 'type:failures'],
  'type:contracts': [],
  'type:failures': [],
  'type:testing': ['type:testing', 'type:contracts', 'type:failures'],
  'type:tool': ['type:testing', 'type:service', 'type:platform', 'type:adapter', 'type:contracts', 'type:failures'],
};

/** Libraries that must not be reached from a kind of project. */
const bannedExternals = {
  'type:service': ['isomorphic-git', '@octokit/*'],
  'type:platform': ['isomorphic-git', '@octokit/*'],
  'type:pipeline': ['@nestjs/*', 'amqplib', 'amqp-connection-manager', 'isomorphic-git', '@octokit/*'],
  'type:adapter': ['@nestjs/*', 'amqplib', 'amqp-connection-manager'],
  'type:contracts': ['@nestjs/*', 'amqplib', 'isomorphic-git', '@octokit/*'],
};

/** @param {string[]} extra kinds that every project may import as well */
const moduleBoundaries = (extra) => ({
  '@nx/enforce-module-boundaries': [
    'error',
    {
      allow: [],
      enforceBuildableLibDependency: true,
      buildTargets: ['compile'],
      depConstraints: Object.entries(boundaries).map(([sourceTag, targets]) => ({
        sourceTag,
        onlyDependOnLibsWithTags: [...targets, ...extra],
        ...(bannedExternals[sourceTag] && { bannedExternalImports: bannedExternals[sourceTag] }),
      })),
    },
  ],
});

const testFiles = ['**/*.spec.ts', '**/test/**/*.ts', '**/trials/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/.cache', '**/dist', '**/out-tsc', '**/node_modules', '**/.nx', '**/.venv', '**/vitest*.config.mts'] },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { projectService: false },
      globals: globals.node,
    },
  },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/*.ts'],
    plugins: { '@nx': nx },
    rules: {
      ...moduleBoundaries([]),
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read in the *.config.ts of an app, once.' },
      ],
    },
  },
  { files: ['**/*.config.ts', 'tools/**/*.ts', 'libs/testing/**/*.ts'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['libs/job-pipeline/src/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: ['node:child_process', 'child_process', 'node:fs', 'fs'] }] },
  },
  {
    files: testFiles,
    rules: {
      ...moduleBoundaries(['type:testing']),
      'no-restricted-properties': 'off',
      'no-restricted-imports': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  prettier,
);
