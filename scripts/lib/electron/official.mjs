/** The Electron that package.json names, from the project's release page. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache, root } from '../paths.mjs';
import { npm } from '../programs.mjs';
import { run } from '../run.mjs';
import { detail, title, warn } from '../say.mjs';
import { installerEnv, mirrorOf, proxyOf } from './proxy.mjs';

const folder = join(root, 'node_modules', 'electron');
const failure = join(cache, 'electron', 'official-unreachable');
const day = 24 * 3600 * 1000;

/** Timeout for a response of the release page, in milliseconds. */
const probeTimeout = 4000;
/** Timeout for the whole download, in milliseconds. */
const downloadTimeout = 10 * 60_000;

/** npm's `node` package, for the installer if the user's own Node is too old for it. */
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
 * Downloads it, through the proxy and from the mirror that the environment names. Returns the
 * executable's path, or null when that fails, which is remembered for a day.
 */
export async function installOfficial() {
  if (recentlyFailed()) return null;
  if (!(await reachable())) return giveUp();
  title(`Fetching Electron ${officialVersion()} from its release page`);
  const messages = [];
  const code = await run(...installer(), {
    timeout: downloadTimeout,
    env: installerEnv(process.env),
    onLine: (line) => {
      detail(line);
      messages.push(line);
    },
  });
  const path = code === 0 ? officialElectron() : null;
  if (path) return path;
  const way = proxyOf(process.env) ? ' through the proxy' : '';
  const cause = messages.find((line) => /Error: /.test(line)) ?? messages.at(-1) ?? 'no answer';
  warn(`Electron ${officialVersion()} could not be downloaded${way}: ${cause.trim()}`);
  return giveUp();
}

/** @returns {[command: string, args: string[]]} */
function installer() {
  const script = join(folder, 'install.js');
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return [process.execPath, [script]];
  return npm(['exec', '--yes', `--package=${newerNode}`, '--', 'node', script]);
}

async function reachable() {
  // Node's own fetch goes through no proxy, and a mirror's files have their own names: the installer tries those.
  if (proxyOf(process.env) || mirrorOf(process.env)) return true;
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
    return Date.now() - statSync(failure).mtimeMs < day && readFileSync(failure, 'utf8') === attempt();
  } catch {
    return false;
  }
}

function giveUp() {
  mkdirSync(dirname(failure), { recursive: true });
  writeFileSync(failure, attempt());
  return null;
}

/** What a download depends on: another proxy or mirror is tried again. Hashed, since a proxy's URL may contain a password. */
function attempt() {
  const parts = [officialVersion(), proxyOf(process.env), mirrorOf(process.env)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
