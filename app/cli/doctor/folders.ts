import { access, constants, rmdir, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { homeFolder } from '../../main/storage/home';
import { processFolder } from '../../main/storage/temporaries';
import { formatBytes } from '../../shared/figures';
import type { Finding } from './finding';

/** Below this many bytes a query that spills is likely to fail. */
const LITTLE_SPACE = 1024 ** 3;

/** The folder for spilled data. */
export async function spillFinding(): Promise<Finding> {
  const folder = tmpdir();
  const name = 'spill folder';
  try {
    await rmdir(processFolder('doctor'));
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    const value = `${folder}, ${formatBytes(free)} free`;
    if (free >= LITTLE_SPACE) return { state: 'ok', name, value };
    return {
      state: 'absent',
      name,
      value,
      remedy: 'Large sorts and joins want more: set TMPDIR to a larger disk.',
    };
  } catch (error) {
    const value = `${folder} cannot be written: ${(error as Error).message}`;
    return { state: 'broken', name, value, remedy: 'Set TMPDIR to a folder you may write to.' };
  }
}

/** The folder of workspaces, created on first use. */
export async function homeFinding(): Promise<Finding> {
  const folder = homeFolder();
  const name = 'home folder';
  const remedy = 'Set PLANARIUM_HOME to a folder you may write to.';
  try {
    const existing = await nearestExisting(folder);
    if (!(await stat(existing)).isDirectory()) {
      return { state: 'broken', name, value: `${folder} is not a folder`, remedy };
    }
    await access(existing, constants.W_OK);
    return { state: 'ok', name, value: existing === folder ? folder : `${folder}, not made yet` };
  } catch (error) {
    return {
      state: 'broken',
      name,
      value: `${folder} cannot be written: ${(error as Error).message}`,
      remedy,
    };
  }
}

async function nearestExisting(folder: string): Promise<string> {
  try {
    await stat(folder);
    return folder;
  } catch (error) {
    const above = dirname(folder);
    if (above === folder || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return nearestExisting(above);
  }
}
