// Shows on a real cluster what the chart promises: npm run e2e:kube [-- --keep] [part of a file's name …]
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTools } from '../chart-checks/ensure-tools.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const args = process.argv.slice(2);
const keep = args.includes('--keep');
const files = args.filter((arg) => arg !== '--keep');

/** @param {string} command @param {string[]} rest */
function run(command, ...rest) {
  const { status } = spawnSync(command, rest, { cwd: `${here}/../..`, stdio: 'inherit' });
  return status ?? 1;
}
const lab = (/** @type {string} */ script, /** @type {string[]} */ ...rest) => run(`${here}/${script}.sh`, ...rest);

let status = lab('check') || lab('images', 'bases') || lab('images', 'pause') || lab('images', 'build') || lab('start');
if (status === 0) {
  const { helm } = await ensureTools(console.log);
  process.env['HELM_4'] = dirname(helm);
  // In the network of the cluster, so that pods reach GitHub's and the model's stand-ins.
  const tests = `. "${here}/env.sh" && in_lab npx vitest run --config "${here}/vitest.cluster.config.mts" "$@"`;
  status = run('bash', '-c', tests, 'bash', ...files);
  if (!keep) lab('stop');
}
process.exit(status);
