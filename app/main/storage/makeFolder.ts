import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates a folder and its parents; does nothing if it exists. Node's own `recursive` gives ENOENT if the
 * disk is read-only (nodejs/node#47098), a reason that the user could not act on.
 *
 * @throws with the reason of the first folder that cannot be created: EROFS, ENOSPC, EACCES, ENOTDIR, ...
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
