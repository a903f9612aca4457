import { cp, mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

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

/** What CommonJS packages still ask for inside an ES module. */
const COMMON_JS = [
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  "import { dirname as __pathDirname } from 'node:path';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  'const __dirname = __pathDirname(__filename);',
].join('');

/**
 * Nest asks for amqplib in words that esbuild does not understand; nothing of it is installed beside the bundle.
 * @type {import('esbuild').Plugin}
 */
const amqplibOfNest = {
  name: 'amqplib-of-nest',
  setup(build) {
    build.onLoad({ filter: /@nestjs[\\/]microservices[\\/]server[\\/]server-rmq\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace("createRequire(import.meta.url)('amqplib')", "require('amqplib')");
      if (contents === text) throw new Error('Nest asks for amqplib in other words than it did');
      return { contents, loader: 'js' };
    });
  },
};

/**
 * How an app, whose folder is the current one, becomes one file. It starts from what tsc compiled, because esbuild does
 * not emit the decorator metadata that Nest needs.
 * @type {import('esbuild').BuildOptions}
 */
export const bundleOptions = {
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
  plugins: [amqplibOfNest],
  conditions: ['node', 'import', 'default'],
  banner: { js: COMMON_JS },
  logLevel: 'warning',
};

/**
 * Puts beside the bundle what it reads as files.
 * `--assets PACKAGE:FILE,FILE:FOLDER` takes files out of a package, `--copy FROM:TO` copies a folder.
 */
export async function copyAssets(args) {
  const { values } = parseArgs({
    args,
    options: { assets: { type: 'string', multiple: true }, copy: { type: 'string', multiple: true } },
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
}
