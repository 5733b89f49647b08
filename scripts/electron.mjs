/**
 * Finds the Electron binary to develop and test with, in this order:
 * `PLANARIUM_ELECTRON`, the official binary of the version in package.json,
 * the one that npm ships. Run as a script it prints the path.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installOfficial, officialElectron, officialVersion } from './lib/electron/official.mjs';
import { sandboxArgs } from './lib/electron/sandbox.mjs';
import { installShipped, shippedElectron, shippedFolder, shippedVersion } from './lib/electron/shipped.mjs';
import { output } from './lib/run.mjs';
import { main, say, UserError, warn } from './lib/say.mjs';

/**
 * @returns {Promise<{path: string, version: string, source: 'environment' | 'official' | 'npm-shipped', args: string[]}>}
 * `args` are arguments that this system needs before the application's path.
 */
export async function findElectron({ quiet = false } = {}) {
  const found = await locate();
  if (found.source === 'npm-shipped' && !quiet) {
    warn(
      `using Electron ${found.version} that npm ships: for development and tests only (the product ships ${officialVersion()})`,
    );
  }
  return { ...found, args: sandboxArgs(found.path, { quiet }) };
}

/** @returns {Promise<{ path: string, version: string, source: 'environment' | 'official' | 'npm-shipped' }>} */
async function locate() {
  const own = process.env.PLANARIUM_ELECTRON;
  if (own) {
    if (!existsSync(own)) throw new UserError(`PLANARIUM_ELECTRON names ${own}, which does not exist`);
    return { path: own, version: versionOf(own), source: 'environment' };
  }
  const official = officialElectron() ?? (await installOfficial());
  if (official) return { path: official, version: officialVersion(), source: 'official' };
  if (!shippedFolder()) {
    throw new UserError(
      `Electron ${officialVersion()} could not be downloaded from https://github.com/electron/electron/releases, and npm ships none for ${process.platform}-${process.arch}. Download it elsewhere and set PLANARIUM_ELECTRON to its executable.`,
    );
  }
  return { path: shippedElectron() ?? installShipped(), version: shippedVersion, source: 'npm-shipped' };
}

function versionOf(path) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const version = output(path, ['-p', 'process.versions.electron'], { env, timeout: 20_000 });
  if (!version) throw new UserError(`${path} does not run as an Electron`);
  return version;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main(async () => {
    const { path, version, source, args } = await findElectron();
    say(`${path} (${version}, ${source}${args.length ? `, started with ${args.join(' ')}` : ''})`);
  });
}
