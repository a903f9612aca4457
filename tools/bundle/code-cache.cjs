// Keeps what V8 compiles of an app while it starts. The app has neither settings nor arguments here, so it ends at
// once; by then every module has run.
//
// usage: node tools/bundle/code-cache.cjs DIST
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');
const { constants, Script } = require('node:vm');

const dist = resolve(process.argv[2]);
const file = join(dist, 'app.js');
const app = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
process.once('exit', () => writeFileSync(join(dist, 'app.code-cache'), app.createCachedData()));
process.argv.splice(1, 2, file); // none that the app would take for its own
const main = { exports: {} };
app.runInThisContext()(main.exports, createRequire(file), main, file, dist);
