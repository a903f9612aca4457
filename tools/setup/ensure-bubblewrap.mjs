import { spawnSync } from 'node:child_process';
import { aptInstall, canInstall, hasProgram } from './apt-install.mjs';

const ALONE = 'the agent runs behind the walls of its own process alone (see docs/SECURITY.md, "Two layers")';

/**
 * Sees to it that there is bubblewrap, where that needs no question. Without it everything works, behind one wall less;
 * so what is missing is said and fails nothing.
 * @param {(line: string) => void} warn
 */
export async function ensureBubblewrap(warn = console.warn) {
  if (process.platform !== 'linux') return;
  if (!hasProgram('bwrap')) {
    if (!canInstall()) return warn(`  bubblewrap is not installed: ${ALONE}. Install the package bubblewrap.`);
    try {
      await aptInstall('bubblewrap');
    } catch (error) {
      return warn(`  bubblewrap could not be installed: ${ALONE}.\n  ${error.message.split('\n')[0]}`);
    }
  }
  const reason = whyNot();
  if (reason) warn(`  bubblewrap does not work here: ${ALONE}.\n  ${reason}`);
}

/** The namespaces that the runner asks for. Many containers, and some kernels, forbid them. */
function whyNot() {
  const namespaces = ['--unshare-user', '--unshare-pid', '--unshare-net', '--unshare-ipc', '--unshare-uts'];
  const args = [...namespaces, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', 'true'];
  const { status, stderr, error } = spawnSync('bwrap', args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? undefined : (error?.message ?? stderr.trim().split('\n')[0]);
}
