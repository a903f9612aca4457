import { describe, expect, it } from 'vitest';
import type { CreateQuickfixRequest } from './create-job.request.js';
import { checkAllowed, listRuleViolations, repositoryName, type JobRules } from './job-rules.js';

const RULES: JobRules = {
  allowsRepository: (name) => name.startsWith('acme/'),
  allowedModels: ['openai/a', 'openai/b'],
  serverHost: 'github.acme.example',
  maxTimeoutSeconds: { quickfix: 900, refine: 1800 },
  maxCostUsd: 2,
};

describe('repositoryName', () => {
  it.each([
    'acme/shop',
    'https://github.acme.example/acme/shop',
    'https://github.acme.example/acme/shop.git',
    'https://github.com/acme/shop/',
  ])('understands %s', (text) => {
    expect(repositoryName(text, RULES)).toBe('acme/shop');
  });

  it.each([
    'acme',
    'https://evil.example/acme/shop',
    'https://user:token@github.com/acme/shop',
    'https://github.com/acme/shop/issues/1',
    'https://github.com/acme/shop?x=1',
    'ssh://github.com/acme/shop',
    'https://',
  ])('makes nothing of %s', (text) => {
    expect(repositoryName(text, RULES)).toBeUndefined();
  });
});

describe('checkAllowed', () => {
  it('refuses repositories and models that the operator does not allow', () => {
    expect(() => checkAllowed('acme/shop', 'openai/a', RULES)).not.toThrow();
    expect(() => checkAllowed('acme/shop', undefined, RULES)).not.toThrow();
    expect(() => checkAllowed('other/shop', undefined, RULES)).toThrow('other/shop');
    expect(() => checkAllowed('acme/shop', 'openai/c', RULES)).toThrow('openai/a, openai/b');
  });
});

describe('listRuleViolations', () => {
  const request = (limits: object) => ({ mode: 'quickfix', repository: 'acme/shop', limits }) as CreateQuickfixRequest;

  it('lets a job lower the limits but not raise them', () => {
    expect(listRuleViolations(request({ timeoutSeconds: 900, maxCostUsd: 0.1 }), RULES)).toEqual([]);
    const fields = listRuleViolations(request({ timeoutSeconds: 901, maxCostUsd: 2.01 }), RULES).map(
      ({ field }) => field,
    );
    expect(fields).toEqual(['limits.timeoutSeconds', 'limits.maxCostUsd']);
  });
});
