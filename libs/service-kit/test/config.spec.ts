import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ConfigError,
  loadConfig,
  parseJson,
  providerSettings,
  repositoryAllowlist,
  Setting,
  settingsOf,
  type Secret,
} from '../src/index.js';
import { ArePrices } from '../src/config/are-prices.js';

class Base {
  @Setting('LEVEL') @IsIn(['low', 'high']) readonly level: string = 'low';
}
class Config extends Base {
  @Setting('COUNT', { parse: Number }) @IsInt() @Min(1) readonly count!: number;
  @Setting('TOKEN', { secret: true }) @IsString() readonly token!: Secret;
  @Setting('NAME') @IsOptional() @IsString() readonly name?: string;
}

describe('loadConfig', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'config-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('knows that the password in an address is a secret by itself', () => {
    const address = 'amqp://user:c%40rrect-horse@host/vhost';

    expect(loadConfig(Config, { COUNT: '3', TOKEN: address }).secrets).toEqual([address, 'c@rrect-horse']);
    expect(loadConfig(Config, { COUNT: '3', TOKEN: 'amqp://guest:guest@host' }).secrets).toHaveLength(1);
  });

  it('fills the class, takes defaults and hides secrets', () => {
    const { config, secrets } = loadConfig(Config, { COUNT: '3', TOKEN: 'hunter2', NAME: '  ' });

    expect(config).toMatchObject({ count: 3, level: 'low' });
    expect(config.name).toBeUndefined();
    expect(config.token.reveal()).toBe('hunter2');
    expect(secrets).toEqual(['hunter2']);
    expect(`${inspect(config)} ${JSON.stringify(config)} ${String(config.token)}`).not.toContain('hunter2');
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('names every bad setting at once and no value', () => {
    const load = () => loadConfig(Config, { COUNT: 'hunter2', LEVEL: 'hunter2' });

    expect(load).toThrow(ConfigError);
    const { problems } = catchError(load) as ConfigError;
    expect(problems).toHaveLength(3);
    expect(problems).toContain('TOKEN: is required');
    for (const name of ['COUNT', 'LEVEL']) expect(problems.join()).toContain(`${name}: must be`);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('reads a secret from a file, and says when it cannot', () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'from-file\n');

    expect(loadConfig(Config, { COUNT: '1', TOKEN_FILE: file }).config.token.reveal()).toBe('from-file');
    expect(loadConfig(Config, { COUNT: '1', TOKEN: 'direct', TOKEN_FILE: file }).config.token.reveal()).toBe('direct');
    const missing = () => loadConfig(Config, { COUNT: '1', TOKEN_FILE: join(folder, 'nothing') });
    expect(missing).toThrow('TOKEN_FILE: cannot be read (ENOENT)');
  });

  it('knows the settings of a class and of what it extends, without mixing up siblings', () => {
    class Sibling extends Base {
      @Setting('OTHER') @IsString() readonly other: string = '';
    }

    expect(settingsOf(Config).map(({ name }) => name)).toEqual(['LEVEL', 'COUNT', 'TOKEN', 'NAME']);
    expect(settingsOf(Sibling).map(({ name }) => name)).toEqual(['LEVEL', 'OTHER']);
  });
});

it.each([
  'not JSON',
  '[]',
  '{"m":1}',
  '{"m":{"prompt":1}}',
  '{"m":{"prompt":-1,"completion":1}}',
  '{"m":{"prompt":"1","completion":1}}',
])('takes no %s for prices', (text) => {
  class Prices {
    @Setting('PRICES', { parse: parseJson }) @ArePrices() readonly prices: object = {};
  }

  expect(() => loadConfig(Prices, { PRICES: text })).toThrow('PRICES: must be JSON such as');
  expect(loadConfig(Prices, { PRICES: '{"m":{"prompt":0,"completion":1.5}}' }).config.prices).toHaveProperty('m');
});

describe('providerSettings', () => {
  it('picks what is known, also from files, and tells which values are secret', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    writeFileSync(join(folder, 'key'), 'sk-file\n');
    const names = {
      isSetting: (name: string) => name.startsWith('OPENAI_'),
      isSecret: (name: string) => name.endsWith('_KEY'),
    };

    const settings = providerSettings(
      { OPENAI_API_KEY_FILE: join(folder, 'key'), OPENAI_API_BASE: 'http://x', PATH: '/bin', OPENAI_EMPTY: ' ' },
      names,
    );

    expect(settings).toEqual({
      values: { OPENAI_API_KEY: 'sk-file', OPENAI_API_BASE: 'http://x' },
      secrets: ['sk-file'],
    });
    rmSync(folder, { recursive: true });
    expect(() => providerSettings({ OPENAI_API_KEY_FILE: '/nowhere' }, names)).toThrow('OPENAI_API_KEY_FILE');
  });
});

describe('repositoryAllowlist', () => {
  it.each([
    ['*', 'any/thing', true],
    ['acme/*', 'acme/shop', true],
    ['acme/*', 'ACME/Shop', true],
    ['acme/*', 'acme-evil/shop', false],
    ['acme/shop', 'acme/shop2', false],
    ['*/docs', 'acme/docs', true],
    ['acme/.github', 'acme/.github', true],
    ['acme/*', 'acme/.github', true],
  ])('%s and %s: %s', (glob, repository, allowed) => {
    expect(repositoryAllowlist(['zzz/never', glob])(repository)).toBe(allowed);
  });

  it('allows nothing when it is empty', () => {
    expect(repositoryAllowlist([])('acme/shop')).toBe(false);
  });
});

function catchError(fn: () => unknown): unknown {
  try {
    return fn();
  } catch (error) {
    return error;
  }
}
