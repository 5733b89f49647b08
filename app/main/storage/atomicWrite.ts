import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sweepTemporaries, temporaryName } from './temporaries';

export interface WriteOptions {
  /** Runs when the new content is safe on disk and the old still has the name; the old stays when it throws. */
  beforeSwap?: () => void | Promise<void>;
  /** Permissions of the file, less those that the process withholds; default: this user only. */
  mode?: number;
}

/**
 * Writes a whole file so that its name never shows a part of it, also after a crash: a temporary
 * file beside it, flushed to the disk, takes over the name. Temporary files that killed processes
 * left there are removed. Fails where the folder is missing: none is made.
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

/** Makes the names in a folder durable, where the system lets it be opened. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  try {
    await handle?.sync();
  } catch {
    // Not every file system can; the files themselves are safe by now.
  } finally {
    await handle?.close();
  }
}
