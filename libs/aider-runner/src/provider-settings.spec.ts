import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isProviderSetting, isSecretName, pickProviderSettings } from './provider-settings.js';

const names = JSON.parse(
  readFileSync(new URL('../protocol/provider-settings.json', import.meta.url), 'utf8'),
) as Record<'accepted' | 'refused' | 'secret' | 'open', readonly string[]>;

describe('isProviderSetting', () => {
  it('lets settings of providers through and nothing else', () => {
    expect(names.accepted.filter((name) => !isProviderSetting(name))).toEqual([]);
    expect(names.refused.filter(isProviderSetting)).toEqual([]);
  });
});

describe('isSecretName', () => {
  it('tells secrets by their names', () => {
    expect(names.secret.filter((name) => !isSecretName(name))).toEqual([]);
    expect(names.open.filter(isSecretName)).toEqual([]);
  });
});

describe('pickProviderSettings', () => {
  it('takes what a job may carry out of an environment', () => {
    const env = { PATH: '/bin', OPENAI_API_KEY: 'key', OPENAI_API_BASE: '', GEMINI_API_KEY: undefined };

    expect(pickProviderSettings(env)).toEqual({ OPENAI_API_KEY: 'key' });
  });
});
