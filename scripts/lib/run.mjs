import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';
import { UserError } from './say.mjs';

/**
 * Runs a program and resolves with its exit code (1 when a signal ended it).
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & {
 *   timeout?: number,
 *   onLine?: (line: string, stream: 'stdout' | 'stderr') => void,
 * }} [options] `timeout` is in milliseconds; `onLine` gets each line of the output, which then does
 * not go to the terminal
 * @returns {Promise<number>}
 */
export function run(command, args, { onLine, timeout, ...options } = {}) {
  return new Promise((resolve, reject) => {
    /** @type {import('node:child_process').StdioOptions} */
    const stdio = onLine ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    const timer = timeout && setTimeout(() => child.kill('SIGKILL'), timeout);
    if (onLine) {
      eachLine(child.stdout, (line) => onLine(line, 'stdout'));
      eachLine(child.stderr, (line) => onLine(line, 'stderr'));
    }
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer);
      reject(error.code === 'ENOENT' ? new UserError(`${command} was not found`) : error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/**
 * Runs a program. Throws {@link UserError} with `what` if it fails.
 *
 * @param {string} what
 * @param {Parameters<typeof run>} call
 */
export async function runOrThrow(what, ...call) {
  const [command] = call;
  const code = await run(...call);
  if (code !== 0) throw new UserError(`${what} failed (${command} ended with code ${code})`);
}

/**
 * Standard output of a short program, of any size; null if it failed or is missing.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Omit<import('node:child_process').SpawnSyncOptions, 'encoding'> & { trim?: boolean }} [options]
 * `trim`, true by default, removes white space around it
 */
export function output(command, args, { trim = true, ...options } = {}) {
  // By default Node ends a program that prints more than 1 MiB.
  const maxBuffer = Number.POSITIVE_INFINITY;
  const done = spawnSync(command, args, { cwd: root, maxBuffer, ...options, encoding: 'utf8' });
  if (done.status !== 0) return null;
  return trim ? done.stdout.trim() : done.stdout;
}

/**
 * Full path of a program on PATH, or null.
 * @param {string} name
 */
export function which(name) {
  for (const folder of (process.env.PATH || '').split(delimiter)) {
    for (const suffix of process.platform === 'win32' ? ['.exe', '.cmd', ''] : ['']) {
      const path = join(folder, name + suffix);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

/**
 * @param {import('node:stream').Readable | null} stream null if it is not piped
 * @param {(line: string) => void} take
 */
function eachLine(stream, take) {
  if (!stream) return;
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    if (rest) take(rest);
  });
}
