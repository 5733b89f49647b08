import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small in-memory file system. */
export interface TinyDisk {
  readonly path: string;
  /** Uses all free space. */
  fill(): void;
  /** Frees the space that {@link fill} took. */
  makeRoom(): void;
  /** Refuses every further write, also by root, for whom file modes have no effect. */
  makeReadOnly(): void;
  /** Unmounts the disk with everything on it. */
  remove(): void;
}

/** Mounts a disk of the given size in KiB. Throws if {@link canMount} is false. */
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
      // Open files there do not prevent a lazy unmount.
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
