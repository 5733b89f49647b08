import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system in memory that is soon full. */
export interface TinyDisk {
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives the room back that {@link fill} took. */
  makeRoom(): void;
  /** Refuses every further write, also by root, for whom file modes have no effect. */
  makeReadOnly(): void;
  /** Takes the disk away with all that is on it. */
  remove(): void;
}

/** Makes a disk of so many KiB. Throws where {@link canMount} is false. */
export function tinyDisk(kib: number): TinyDisk {
  const path = mkdtempSync(join(tmpdir(), 'planarium-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', path], { stdio: 'pipe' });
  const ballast = join(path, 'ballast');
  return {
    path,
    fill() {
      const { bavail, bsize } = statfsSync(path);
      writeFileSync(ballast, Buffer.alloc(Number(bavail) * Number(bsize)));
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', path], { stdio: 'pipe' }),
    remove() {
      // What still has a file open there must not keep the disk.
      execFileSync('umount', ['--lazy', path], { stdio: 'pipe' });
      rmdirSync(path);
    },
  };
}

/** Whether this process may mount: on Linux, as root. */
export const canMount = mounts();

function mounts(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    tinyDisk(4).remove();
    return true;
  } catch {
    return false;
  }
}
