import { addon } from './addon';
import { guarded } from './error';

/** A lock that processes share by the name of a file. The system lets go of it when its holder ends. */
export interface FileLock {
  /** Idempotent. */
  release(): void;
}

/**
 * Locks a file, which is made where it is missing and stays. Null while another holder has it, in this
 * process or another. On a file system without locks everybody gets it.
 *
 * @throws EngineError `write_failed` where the file can be neither opened nor made
 */
export function tryLockFile(path: string): FileLock | null {
  return guarded(() => addon().tryLockFile(path));
}
