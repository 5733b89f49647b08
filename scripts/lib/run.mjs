import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './paths.mjs';
import { UserError } from './say.mjs';

/**
 * Runs a program and resolves with its exit code (1 when a signal ended it).
 * `timeout` is in milliseconds; `onLine(line, stream)` takes its output away
 * from the terminal line by line.
 */
export function run(command, args, { onLine, timeout, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = onLine ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, ...options });
    const timer = timeout && setTimeout(() => child.kill('SIGKILL'), timeout);
    if (onLine) {
      eachLine(child.stdout, (line) => onLine(line, 'stdout'));
      eachLine(child.stderr, (line) => onLine(line, 'stderr'));
    }
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error.code === 'ENOENT' ? new UserError(`${command} was not found`) : error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code ?? 1);
    });
  });
}

/** Runs a program that must succeed. Throws {@link UserError} with `what` otherwise. */
export async function runOrThrow(what, command, args, options) {
  const code = await run(command, args, options);
  if (code !== 0) throw new UserError(`${what} failed (${command} ended with code ${code})`);
}

/** Standard output of a short program, however much it prints; null when it failed or is missing. */
export function output(command, args, options = {}) {
  // By default Node ends a program that prints more than 1 MiB.
  const maxBuffer = Number.POSITIVE_INFINITY;
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer, ...options });
  return done.status === 0 ? done.stdout.trim() : null;
}

/** Full path of a program on PATH, or null. */
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

function eachLine(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop();
    for (const line of lines) take(line);
  });
  stream.on('end', () => {
    if (rest) take(rest);
  });
}
