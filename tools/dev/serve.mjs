// Runs one app from what tsc last wrote, and restarts it when that changes. Called by `nx run APP:serve`.
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { context } from 'esbuild';
import { bundleOptions, copyAssets, copyLauncher } from '../bundle/bundle-options.mjs';

let app;
let isStopping = false;

function start() {
  app = spawn(process.execPath, ['dist/main.js'], { stdio: 'inherit' });
  app.on('exit', (code) => {
    if (code && !isStopping) console.error(`the app ended with ${code}; it starts again when a file changes`);
  });
}

async function restart() {
  const before = app;
  if (before && before.exitCode === null && before.signalCode === null) {
    const gone = new Promise((resolve) => before.once('exit', resolve));
    before.kill('SIGTERM');
    await gone;
  }
  if (!isStopping) start();
}

const builder = await context({
  ...bundleOptions,
  plugins: [
    ...bundleOptions.plugins,
    { name: 'restart', setup: (build) => build.onEnd(({ errors }) => (errors.length > 0 ? undefined : restart())) },
  ],
});
// Compiled code of an earlier build would be run instead of what is built here.
await rm('dist', { recursive: true, force: true });
await copyLauncher();
await copyAssets(process.argv.slice(2));
await builder.watch();

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    if (isStopping) return;
    isStopping = true;
    await builder.dispose();
    await restart(); // only stops it
    process.exit(0);
  });
}
