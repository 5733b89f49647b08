import { dirname } from 'node:path';
import { type FileLock, tryLockFile } from '../../engine/fileLock';
import { makeFolder } from '../../storage/makeFolder';

/**
 * The right to write a workspace, which one process has at a time. Usually there is one instance for
 * a profile; where its folder cannot be used at a start there may be several, and all of them would
 * begin to save once it can.
 */
export class WriteRight {
  private lock: FileLock | null = null;
  private readonly late: boolean;

  /**
   * Takes the right if it is to be had.
   *
   * @param path the file that stands for it
   * @param first done before the first write where the right was not to be had at first: others may have written
   */
  constructor(
    private readonly path: string,
    private readonly first: () => Promise<void>,
  ) {
    try {
      this.lock = this.acquire();
    } catch {
      // The first write says why.
    }
    this.late = this.lock === null;
  }

  /**
   * Resolves once the right is held, or where the folder cannot be written: the write then says why.
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

  /** Lets others have it. */
  release(): void {
    this.lock?.release();
    this.lock = null;
  }

  private acquire(): FileLock | null {
    makeFolder(dirname(this.path));
    return tryLockFile(this.path);
  }
}
