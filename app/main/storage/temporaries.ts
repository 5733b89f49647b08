import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OWNER, ownerName, ownerState } from './owner';

/** After this many milliseconds without a change, files of unknown processes count as abandoned. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Purpose of a temporary folder. */
export type FolderKind = 'plan' | 'session' | 'chromium' | 'doctor';

const FILE = new RegExp(`^\\.planarium-(${OWNER})-[0-9a-f]{12}\\.tmp$`);
const FOLDER = new RegExp(`^planarium-(?:plan|session|chromium|doctor)-(${OWNER})-[A-Za-z0-9]{6}$`);

const swept = new Set<string>();

/** A fresh name in `folder` for a file of this process that is to be renamed or removed soon. */
export function temporaryName(folder: string): string {
  return join(folder, `.planarium-${ownerName()}-${randomBytes(6).toString('hex')}.tmp`);
}

/**
 * Creates a folder of this process in the system's temporary folder, accessible to this user only. The
 * caller removes it; {@link sweepProcessFolders} removes those of killed processes.
 */
export function processFolder(kind: FolderKind): string {
  return mkdtempSync(join(tmpdir(), `planarium-${kind}-${ownerName()}-`));
}

/** Removes the folders that killed processes left in the system's temporary folder. Runs once per process. */
export function sweepProcessFolders(): Promise<void> {
  return sweep(tmpdir(), FOLDER);
}

/**
 * Removes the temporary files that killed processes left in `folder`, never those of running processes.
 * Runs once per process and folder; ignores files that cannot be read or removed.
 */
export function sweepTemporaries(folder: string): Promise<void> {
  return sweep(folder, FILE);
}

async function sweep(folder: string, pattern: RegExp): Promise<void> {
  const key = `${pattern.source}\n${folder}`;
  if (swept.has(key)) return;
  swept.add(key);
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const owner = pattern.exec(name)?.[1];
    if (owner === undefined) continue;
    const path = join(folder, name);
    if (await isAbandoned(owner, path)) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function isAbandoned(owner: string, path: string): Promise<boolean> {
  const state = ownerState(owner);
  if (state === 'alive') return false;
  const found = await lstat(path).catch(() => undefined);
  if (!found || (process.getuid && found.uid !== process.getuid())) return false;
  return state === 'dead' || Date.now() - found.mtimeMs > ABANDONED_MS;
}
