/**
 * Sets up what is missing: npm packages, system packages, the native addon and
 * an Electron. With `--build` it also builds the rest of the product. Does
 * nothing if all is up to date.
 */
import { fileURLToPath } from 'node:url';
import { requireSystemPackages } from './lib/debian.mjs';
import { installPackages } from './lib/npm.mjs';
import { main, say, sinceStart } from './lib/say.mjs';
import { requireCompilers, requireNode } from './lib/tools.mjs';

/**
 * Sets up; with `build`, also builds everything in dist/.
 * Resolves with the Electron found (see `findElectron`).
 */
export async function setup({ build: all = false } = {}) {
  requireNode();
  requireCompilers();
  await installPackages();
  await requireSystemPackages();
  // These need npm's packages, which may have been installed only now.
  const { build } = await import('./build.mjs');
  const { findElectron } = await import('./electron.mjs');
  const electron = await findElectron();
  await build(all ? ['all'] : ['native', 'samples']);
  return electron;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    await setup({ build: process.argv.includes('--build') });
    say(`up to date (${sinceStart()})`);
  });
}
