import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './storage/makeFolder';
import { processFolder, temporaryName } from './storage/temporaries';

/** Chromium needs more than this to start, in bytes; an empty file fits on a full disk. */
const PROBE_BYTES = 64 * 1024;

/** Where this process stores everything except the workspace. */
export interface Profile {
  /** Chromium's own files. The lock is there too, so each user's folder has one instance. */
  chromium: string;
  logs: string;
  /** Set if the user's folder is not writable; these folders are then temporary ones. */
  problem?: unknown;
}

/**
 * Creates the folders in the user's folder `home`. If that is impossible, Chromium gets a temporary
 * one: without any it shows no window, and the user would not learn why.
 *
 * @throws when not even a temporary folder can be made
 */
export function openProfile(home: string): Profile {
  const own = join(home, 'chromium');
  try {
    makeFolder(own);
    probe(own);
    return { chromium: own, logs: join(home, 'logs') };
  } catch (problem) {
    const folder = processFolder('chromium');
    return { chromium: folder, logs: join(folder, 'logs'), problem };
  }
}

function probe(folder: string): void {
  const path = temporaryName(folder);
  try {
    writeFileSync(path, Buffer.alloc(PROBE_BYTES), { flag: 'wx' });
  } finally {
    rmSync(path, { force: true });
  }
}
