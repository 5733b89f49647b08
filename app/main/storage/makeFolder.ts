import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it; does nothing where it is there. Node's own `recursive` says ENOENT
 * where the disk is read-only (nodejs/node#47098), which is no reason that a person could act on.
 *
 * @throws with the reason of the first folder that cannot be made: EROFS, ENOSPC, EACCES, ENOTDIR, ...
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}
