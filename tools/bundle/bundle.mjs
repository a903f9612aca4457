// Bundles what tsc compiled of an app into one file, dist/main.js: an app's start-up time is the number of its files.
//
// usage, in the folder of the app: node tools/bundle/bundle.mjs [--assets …] [--copy …]   (see bundle-options.mjs)
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, copyAssets } from './bundle-options.mjs';

await rm('dist', { recursive: true, force: true });
await build(bundleOptions);
await copyAssets(process.argv.slice(2));
