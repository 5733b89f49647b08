import { dirname } from 'node:path';
import { type FileLock, tryLockFile } from '../../engine/fileLock';
import { makeFolder } from '../../storage/makeFolder';

/**
 * The exclusive right to write a workspace. Usually there is one instance per profile; if its folder
 * cannot be used at the start there may be several, which would all begin to save once it can.
 */
export class WriteRight {
  private lock: FileLock | null = null;
  private readonly late: boolean;

  /**
   * Takes the right if it is free.
   *
   * @param path the lock file
   * @param first runs before the first write if the right was not free at first: others may have written
   */
  constructor(
    private readonly path: string,
    private readonly first: () => Promise<void>,
  ) {
    try {
      this.lock = this.acquire();
    } catch {
      // The first write reports why.
    }
    this.late = this.lock === null;
  }

  /**
   * Resolves once the right is held, or if the folder cannot be written: the write then reports why.
   * @throws with the code `ELOCKED` while another process has it
   */
  async take(): Promise<void> {
    if (this.lock) return;
    let lock: FileLock | null;
    try {
      lock = this.acquire();
    } catch {
      return;
    }
    if (!lock) throw Object.assign(new Error(`${this.path} is locked.`), { code: 'ELOCKED' });
    try {
      if (this.late) await this.first();
    } catch (error) {
      lock.release();
      throw error;
    }
    this.lock = lock;
  }

  /** Releases it. */
  release(): void {
    this.lock?.release();
    this.lock = null;
  }

  private acquire(): FileLock | null {
    makeFolder(dirname(this.path));
    return tryLockFile(this.path);
  }
}
