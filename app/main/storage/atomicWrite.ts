import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sweepTemporaries, temporaryName } from './temporaries';

export interface WriteOptions {
  /** Runs when the new content is on disk, before the rename; if it throws, the old file stays. */
  beforeSwap?: () => void | Promise<void>;
  /** Permissions of the file, minus the process's umask; default: this user only. */
  mode?: number;
}

/**
 * Writes a file as a whole, so that a partial file is never visible, even after a crash: a temporary
 * file next to it is flushed to the disk and renamed. Temporary files that killed processes left
 * there are removed. Fails if the folder is missing: it is not created.
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  { beforeSwap, mode = 0o600 }: WriteOptions = {},
): Promise<void> {
  const folder = dirname(path);
  await sweepTemporaries(folder);
  const temporary = temporaryName(folder);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeSwap?.();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the names in a folder durable, if the system allows opening it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Not every file system supports it; the files themselves are on disk by now.
  } finally {
    await handle?.close();
  }
}
