import { aptInstall, canInstall } from './apt-install.mjs';

const NONE = 'No Chromium was found for the tests: install chromium or Google Chrome, or set BROWSER_PATH to one.';

/** Makes sure that there is a browser for the tests that need one; installs it where that needs no question. */
export async function ensureBrowser() {
  // Built by the set-up before this.
  const { findBrowser } = await import('@ai-coding-agent/testing');
  if (findBrowser()) return;
  if (!canInstall()) throw new Error(NONE);
  await aptInstall('chromium');
}
