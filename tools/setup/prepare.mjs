import { ensureBubblewrap } from './ensure-bubblewrap.mjs';
import { ensureDependencies } from './ensure-dependencies.mjs';
import { ensureRabbitMq } from './ensure-rabbitmq.mjs';
import { ensureVenv } from '../../libs/aider-runner/setup-venv.mjs';
import { run, step } from './step.mjs';

/** Makes a fresh clone ready: dependencies, Aider, RabbitMQ, bubblewrap, and the built apps. What is there already is left alone. */
export async function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node ${process.versions.node} is too old: install Node 20.19 or newer.`);
  }
  await Promise.all([
    // One after the other: both may need the system's packages, which one at a time can install.
    step('RabbitMQ', () => ensureRabbitMq()).then(() => step('bubblewrap', () => ensureBubblewrap())),
    step('Aider in a virtual environment of its own', () => ensureVenv({ log: (line) => console.log(`  ${line}`) })),
    step('dependencies', () => ensureDependencies()).then(() => step('build', () => build())),
  ]);
}

function build() {
  return run('npx', ['nx', 'run-many', '-t', 'build', 'compile', '--output-style=static'], {
    env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false' },
  });
}
