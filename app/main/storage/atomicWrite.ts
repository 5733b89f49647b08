import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a whole file so that its name never shows a part of it: a temporary
 * file beside it, flushed to the disk, takes over the name. Fails where the
 * folder is missing: none is made.
 *
 * @param options.beforeSwap runs when the new content is safe on disk and the old still has the name
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  options: { beforeSwap?: () => Promise<void> } = {},
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await options.beforeSwap?.();
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the new name itself durable; systems that cannot open folders do without. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
