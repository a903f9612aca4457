// Keeps what V8 compiles of an app while it starts. The app has neither settings nor arguments here, so it ends at
// once; by then every module has run.
//
// usage: node tools/bundle/code-cache.cjs DIST
const { writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const dist = resolve(process.argv[2]);
const main = join(dist, 'main.js');
process.argv.splice(1, 2, main); // none that the app would take for its own
const app = require(main);
process.once('exit', () => writeFileSync(join(dist, 'app.code-cache'), app.createCachedData()));
