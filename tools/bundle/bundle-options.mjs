import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
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

/** The app is one function, which `launcher.cjs` calls; `import.meta` is what it would be in a module. */
const HEAD = [
  '(function (exports, require, module, __filename, __dirname) {',
  "const __importMeta = { url: require('node:url').pathToFileURL(__filename).href };",
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
 * Escapes what is no ASCII, so that the launcher need not decode UTF-8. esbuild does so everywhere but in regular
 * expressions, where an escape means the same.
 * @type {import('esbuild').Plugin}
 */
const onlyAscii = {
  name: 'only-ascii',
  setup(build) {
    build.onEnd(async ({ errors }) => {
      const file = build.initialOptions.outfile;
      if (errors.length > 0 || !file) return;
      const text = await readFile(file, 'utf8');
      const escaped = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
      // Unit by unit: a pair of surrogates is two escapes.
      // eslint-disable-next-line no-control-regex
      await writeFile(file, text.replace(/[^\x00-\x7f]/g, escaped));
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
  outfile: 'dist/app.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  // CommonJS, because Node keeps no compiled code of ES modules before version 22.
  format: 'cjs',
  sourcemap: true,
  legalComments: 'none',
  external: UNUSED,
  plugins: [amqplibOfNest, onlyAscii],
  conditions: ['node', 'import', 'default'],
  define: { 'import.meta': '__importMeta' },
  charset: 'ascii',
  banner: { js: HEAD },
  footer: { js: '})' },
  logLevel: 'warning',
};

/** Puts beside the bundle what starts it. */
export async function copyLauncher() {
  await cp(fileURLToPath(new URL('launcher.cjs', import.meta.url)), 'dist/main.js');
  await writeFile('dist/package.json', '{"type":"commonjs"}\n');
}

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
