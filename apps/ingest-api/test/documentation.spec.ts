import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { COMMANDS } from '../src/github-webhook/commands/command-list.js';
import { HANDLED_EVENTS } from '../src/github-webhook/read-trigger.js';

const page = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

it('has every command in the documentation', () => {
  const rows = page('COMMANDS.md')
    .split('\n')
    .filter((line) => line.startsWith('|'));

  for (const { name } of COMMANDS) expect(rows.join('\n'), name).toContain(`/${name}`);
});

it('subscribes, by its manifest and by hand, to the events that it handles and to no other', () => {
  const { default_events: subscribed } = JSON.parse(page('github-app-manifest.json')) as { default_events: string[] };
  const handled = new Set([...HANDLED_EVENTS].map((name) => name.split('.')[0]));

  expect(subscribed.toSorted()).toEqual([...handled].toSorted());
  for (const event of subscribed) {
    const title = event.charAt(0).toUpperCase() + event.slice(1).replaceAll('_', ' ');
    expect(page('GITHUB_APP.md')).toContain(`| ${title} `);
  }
});
