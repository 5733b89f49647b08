import { setTimeout as delay } from 'node:timers/promises';
import { type FileLock, tryLockFile } from '../../../native/node';

export { type FileLock, tryLockFile };

/** Milliseconds between two attempts. */
const RETRY_MS = 20;

/** Longer than anybody holds a lock, unless it hangs. */
const WAIT_MS = 10_000;

/**
 * Waits for the lock of a file that processes share; returns the function that lets go of it. A
 * holder that is killed lets go of it, too.
 *
 * @param signal ends the wait: it then rejects as the signal says
 * @throws `write_failed` where the file cannot be made; an Error with code `EBUSY` when another holder keeps it for 10 seconds
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
