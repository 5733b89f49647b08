import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A log file grows to this many bytes; then it becomes `.old` and a new one begins. */
const LIMIT_BYTES = 512 * 1024;

export interface Log {
  readonly path: string;
  info(message: string): void;
  /** A fault of the product, with its stack. */
  fault(what: string, thrown: unknown): void;
}

/** The log in a folder. Lines are written at once, since the process may end; a full disk is not an error. */
export function openLog(folder: string): Log {
  const path = join(folder, 'planarium.log');
  const write = (level: string, message: string) => {
    try {
      mkdirSync(folder, { recursive: true });
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LIMIT_BYTES)
        renameSync(path, `${path}.old`);
      appendFileSync(path, `${new Date().toISOString()} ${level} ${message}\n`, { mode: 0o600 });
    } catch {
      // There is nowhere left to report it.
    }
  };
  return {
    path,
    info: (message) => write('info', message),
    fault: (what, thrown) =>
      write(
        'fault',
        `${what}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`,
      ),
  };
}
