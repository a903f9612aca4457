// The commands of the repository, each with all the set-up it needs on a fresh clone.
//
// usage: node tools/setup/run.mjs demo|test|promises|hostile|kube|dev|bench|real-model [arguments]
import { ensureBrowser } from './ensure-browser.mjs';
import { prepare } from './prepare.mjs';
import { prepareModel } from './prepare-model.mjs';
import { preparePeers } from './prepare-peers.mjs';
import { runProgram } from './run-program.mjs';
import { step } from './step.mjs';

const [command, ...args] = process.argv.slice(2);
const programs = {
  demo: 'tools/demo/dist/main.js',
  dev: 'tools/dev/main.mjs',
  test: 'tools/setup/check.mjs',
  bench: 'tools/bench/dist/main.js',
  promises: 'tools/promises/dist/main.js',
  hostile: 'tools/hostile/dist/main.js',
  kube: 'tools/kube-lab/run.mjs',
  'real-model': 'tools/real-model/run.mjs',
};
const program = programs[command];
if (!program) {
  console.error(`usage: node tools/setup/run.mjs ${Object.keys(programs).join('|')}`);
  process.exit(2);
}

try {
  await prepare();
  if (command === 'bench') await preparePeers();
  if (command === 'real-model') await prepareModel();
  if (command === 'test') await step('a browser for the tests', () => ensureBrowser());
} catch (error) {
  console.error(`\n${error.message}`);
  process.exit(1);
}
process.exit(await runProgram(program, args));
