// Bundles what tsc compiled of an app into one file, dist/app.js, which dist/main.js runs: an app's start-up time is the
// number of its files, and what has to be compiled of them.
//
// usage, in the folder of the app: node tools/bundle/bundle.mjs [--assets …] [--copy …]   (see bundle-options.mjs)
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { bundleOptions, copyAssets, copyLauncher } from './bundle-options.mjs';
import { writeCodeCache } from './write-code-cache.mjs';

// A code cache of other code would be run instead of this.
await rm('dist', { recursive: true, force: true });
await build(bundleOptions);
await copyLauncher();
await copyAssets(process.argv.slice(2));
await writeCodeCache('dist');
