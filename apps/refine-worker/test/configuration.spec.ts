import { readFileSync } from 'node:fs';
import { settingsOf } from '@ai-coding-agent/service-kit';
import { expect, it } from 'vitest';
import { RefineConfig } from '../src/refine.config.js';

it('has every setting in the documentation', () => {
  const documentation = readFileSync(new URL('../../../docs/CONFIGURATION.md', import.meta.url), 'utf8');

  for (const { name, secret } of settingsOf(RefineConfig)) {
    const row = documentation.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${name}\``));
    expect(row, name).toBeDefined();
    expect(row?.includes('🔑'), name).toBe(secret);
  }
});
