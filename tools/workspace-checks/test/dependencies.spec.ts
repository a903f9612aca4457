import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projects, root } from './projects.js';

const json = <T>(file: string): T => JSON.parse(readFileSync(join(root, file), 'utf8')) as T;
const lock = json<{ packages: Record<string, { version?: string; resolved?: string }> }>('package-lock.json');
const manifest = json<{ dependencies: Record<string, string>; devDependencies: Record<string, string> }>(
  'package.json',
);

describe('dependencies', () => {
  it('are there once where two copies would not know each other', () => {
    const singles =
      /(?:^|\/)node_modules\/(@nestjs\/[^/]+|rxjs|reflect-metadata|class-validator|class-transformer|fastify|amqplib|vitest|typescript)$/;
    const copies = Object.keys(lock.packages).flatMap((path) => singles.exec(path)?.[1] ?? []);

    expect(copies).toContain('@nestjs/common');
    expect(copies.length).toBe(new Set(copies).size);
  });

  it('are pinned exactly, once, at the root', () => {
    for (const [name, version] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
    for (const { folder, manifest: own } of projects()) {
      for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
        expect(version, `${folder}: ${name}`).toBe('*');
      }
    }
  });

  it('are locked without the address of a registry', () => {
    const addresses = Object.values(lock.packages).flatMap(({ resolved }) =>
      resolved?.includes('://') ? [resolved] : [],
    );

    expect(addresses).toEqual([]);
  });
});
