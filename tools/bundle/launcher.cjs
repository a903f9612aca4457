// dist/main.js: runs dist/app.js with what V8 compiled of it when it was built. Code that another version of Node
// compiled is refused by V8, and the app then starts as if there were none.
const { existsSync, readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { constants, Script } = require('node:vm');

const file = join(__dirname, 'app.js');
const cache = join(__dirname, 'app.code-cache');
// Nothing but ASCII, which is read four times as fast as UTF-8.
const app = new Script(readFileSync(file, 'latin1'), {
  filename: file,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(existsSync(cache) && { cachedData: readFileSync(cache) }),
});
const main = { exports: {} };
app.runInThisContext()(main.exports, createRequire(file), main, file, __dirname);
module.exports = app; // for code-cache.cjs
