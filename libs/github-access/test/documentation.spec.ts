import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { APP_PERMISSIONS } from '../src/installation-tokens.js';

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('asks, by its manifest and by hand, for the permissions that a job uses and for no other', () => {
  const { default_permissions: asked } = JSON.parse(page('github-app-manifest.json')) as {
    default_permissions: Record<string, string>;
  };

  expect(asked).toEqual(APP_PERMISSIONS);
  for (const [permission, level] of Object.entries(APP_PERMISSIONS)) {
    const title = permission.charAt(0).toUpperCase() + permission.slice(1).replaceAll('_', ' ');
    expect(page('GITHUB_APP.md')).toMatch(new RegExp(`^\\| ${title} +\\| ${level} `, 'm'));
  }
});
