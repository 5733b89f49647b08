/** The Electron that package.json names, from the project's release page. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, root } from '../paths.mjs';
import { run } from '../run.mjs';
import { detail, title } from '../say.mjs';

const folder = join(root, 'node_modules', 'electron');
const failure = join(cache, 'electron', 'official-unreachable');
const day = 24 * 3600 * 1000;

/** Milliseconds that the release page has to answer in. */
const probeTimeout = 4000;
/** Milliseconds that the whole download may take. */
const downloadTimeout = 10 * 60_000;

/** npm's `node` package, for the installer where the user's own Node is too old for it. */
const newerNode = 'node@22.20.0';

export function officialVersion() {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** Path of the executable when the binary of that version is installed, else null. */
export function officialElectron() {
  try {
    const installed = readFileSync(join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return installed === officialVersion() && existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Downloads it. Returns the executable's path, or null when the release page
 * cannot be reached, which is remembered for a day.
 */
export async function installOfficial() {
  if (recentlyFailed()) return null;
  if (!(await reachable())) return giveUp();
  title(`Fetching Electron ${officialVersion()} from its release page`);
  const [command, ...args] = installer();
  const code = await run(command, args, {
    timeout: downloadTimeout,
    onLine: (line) => detail(line),
    shell: process.platform === 'win32',
  });
  const path = code === 0 ? officialElectron() : null;
  return path ?? giveUp();
}

function installer() {
  const script = join(folder, 'install.js');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return [process.execPath, script];
  return ['npm', 'exec', '--yes', `--package=${newerNode}`, '--', 'node', script];
}

async function reachable() {
  // A mirror or a proxy is the user's own arrangement: the installer knows how to use it, we do not.
  const env = process.env;
  if (env.ELECTRON_MIRROR || env.npm_config_electron_mirror || env.HTTPS_PROXY || env.https_proxy)
    return true;
  try {
    const url = `https://github.com/electron/electron/releases/download/v${officialVersion()}/SHASUMS256.txt`;
    const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeout) });
    return answer.ok;
  } catch {
    return false;
  }
}

function recentlyFailed() {
  try {
    return (
      Date.now() - statSync(failure).mtimeMs < day && readFileSync(failure, 'utf8') === officialVersion()
    );
  } catch {
    return false;
  }
}

function giveUp() {
  mkdirSync(dirname(failure), { recursive: true });
  writeFileSync(failure, officialVersion());
  return null;
}
