import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { npm } from './programs.mjs';
import { runOrThrow } from './run.mjs';
import { title } from './say.mjs';

/** Runs `npm ci` unless node_modules matches package-lock.json. */
export async function installPackages() {
  if (upToDate()) return;
  title('Installing npm packages');
  await runOrThrow('npm ci', ...npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']), {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/**
 * npm records the installed packages in node_modules/.package-lock.json: all of
 * our packages have to be in it, except optional ones of other platforms.
 */
function upToDate() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(installedFile);
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      (installed[path] ? installed[path].version === entry.version : entry.optional || entry.peer),
  );
}

function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}
