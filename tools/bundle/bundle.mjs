// Bundles what tsc compiled of an app into one file, dist/main.js: an app's start-up time is the number of its files.
// tsc comes first because esbuild does not emit the decorator metadata that Nest needs.
//
// usage: node tools/bundle/bundle.mjs [--assets PACKAGE:FILE,FILE:FOLDER] [--copy FROM:TO]   (in the folder of the app)
import { cp, mkdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

/** Transports and adapters that Nest loads only when they are used. We use none of them. */
const UNUSED = [
  '@grpc/*',
  'kafkajs',
  'mqtt',
  'nats',
  '@nats-io/*',
  'ioredis',
  '@nestjs/websockets',
  '@nestjs/platform-express',
  '@fastify/view',
  '@fastify/multipart',
  'class-transformer/storage',
];

const { values } = parseArgs({
  options: { assets: { type: 'string', multiple: true }, copy: { type: 'string', multiple: true } },
});

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['out-tsc/app/main.js'],
  outfile: 'dist/main.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  keepNames: true, // Nest tells providers and their errors by class name
  legalComments: 'none',
  external: UNUSED,
  conditions: ['node', 'import', 'default'],
  // CommonJS packages inside an ES module still ask for these.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      "import { dirname as __pathDirname } from 'node:path';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
      'const __dirname = __pathDirname(__filename);',
    ].join(''),
  },
  logLevel: 'warning',
});

for (const asset of values.assets ?? []) {
  const [name, files, folder] = asset.split(':');
  const root = dirname(createRequire(join(process.cwd(), 'package.json')).resolve(`${name}/package.json`));
  await mkdir(join('dist', folder), { recursive: true });
  for (const file of files.split(',')) await cp(join(root, file), join('dist', folder, file));
}
for (const copy of values.copy ?? []) {
  const [from, to] = copy.split(':');
  await cp(from, join('dist', to), { recursive: true, filter: (path) => !path.includes('__pycache__') });
}
