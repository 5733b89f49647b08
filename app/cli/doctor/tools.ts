import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { installedElectron } from '../repository';
import type { Finding } from './finding';

const run = promisify(execFile);

/** The oldest Node that the command line runs on. */
const NODE = [20, 19] as const;

export function nodeFinding(): Finding {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const value = `${node}, ${process.execPath}`;
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1]))
    return { state: 'ok', name: 'Node.js', value };
  const remedy = `Install Node.js ${NODE.join('.')} or newer: https://nodejs.org/`;
  return { state: 'broken', name: 'Node.js', value, remedy };
}

/** The window needs it; queries of the command line do not. */
export async function electronFinding(): Promise<Finding> {
  const path = await installedElectron();
  if (path) return { state: 'ok', name: 'Electron', value: path };
  const remedy =
    'The window needs it: `npm run setup` in the repository fetches it, or set PLANARIUM_ELECTRON.';
  return { state: 'absent', name: 'Electron', value: 'not found', remedy };
}

/** Only building needs it. */
export async function rustFinding(): Promise<Finding> {
  try {
    const { stdout } = await run('rustc', ['--version'], { timeout: 10_000 });
    return { state: 'ok', name: 'Rust', value: stdout.trim() };
  } catch {
    const remedy = 'Only building needs it: https://rustup.rs/';
    return { state: 'absent', name: 'Rust', value: 'not found', remedy };
  }
}
