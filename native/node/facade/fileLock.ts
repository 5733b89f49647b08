import { addon } from './addon';
import { guarded } from './error';

/** A lock that processes share by the name of a file. The operating system releases it when its holder ends. */
export interface FileLock {
  /** Idempotent. */
  release(): void;
}

/**
 * Locks a file, which is created if missing and never removed. Null while another holder has it, in
 * this process or another. On a file system without locks it always succeeds.
 *
 * @throws EngineError `write_failed` if the file can be neither opened nor created
 */
export function tryLockFile(path: string): FileLock | null {
  return guarded(() => addon().tryLockFile(path));
}
