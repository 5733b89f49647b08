import { setTimeout as delay } from 'node:timers/promises';
import { type FileLock, tryLockFile } from '../../../native/node';

export { type FileLock, tryLockFile };

/** Milliseconds between two attempts. */
const RETRY_MS = 20;

/** Longer than any holder keeps a lock, unless it hangs. */
const WAIT_MS = 10_000;

/**
 * Waits for the lock of a file that processes share; returns the function that releases it. A killed
 * holder releases it, too.
 *
 * @param signal ends the wait with the signal's reason
 * @throws `write_failed` if the file cannot be created; an Error with code `EBUSY` if another holder keeps it for 10 seconds
 */
export async function lockFile(path: string, signal?: AbortSignal): Promise<() => void> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    signal?.throwIfAborted();
    const lock = tryLockFile(path);
    if (lock) return () => lock.release();
    if (performance.now() > end) throw Object.assign(new Error(`${path} is locked.`), { code: 'EBUSY' });
    await delay(RETRY_MS);
  }
}
