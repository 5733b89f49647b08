import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { writeFailed } from '../../main/services/writeFailed';
import { syncFolder } from '../../main/storage/atomicWrite';
import { sweepTemporaries, temporaryName } from '../../main/storage/temporaries';
import type { Target } from './target';

/**
 * A file that gets its name when it is complete; until then its bytes are in a
 * hidden file next to it. Other files (a device, a named pipe) are written
 * directly.
 */
export class OutputFile implements Target {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    /** Undefined when `path` itself is written. */
    private readonly temporary: string | undefined,
  ) {}

  /** @throws `write_failed` */
  static async create(path: string): Promise<OutputFile> {
    try {
      // The target of a link is replaced, not the link.
      const target = await realpath(path).catch(() => resolve(path));
      const existing = await stat(target).catch(() => undefined);
      if (existing?.isDirectory()) throw new Error('it is a folder');
      if (existing && !existing.isFile()) return new OutputFile(target, await open(target, 'w'), undefined);
      // Leftovers of killed runs.
      await sweepTemporaries(dirname(target));
      const temporary = temporaryName(dirname(target));
      return new OutputFile(target, await open(temporary, 'wx', existing?.mode ?? 0o666), temporary);
    } catch (error) {
      throw writeFailed(path, error);
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.file.writeFile(bytes);
    } catch (error) {
      throw writeFailed(this.path, error);
    }
  }

  async commit(): Promise<void> {
    try {
      if (this.temporary) await this.file.sync();
      await this.file.close();
      if (this.temporary) {
        await rename(this.temporary, this.path);
        await syncFolder(dirname(this.path));
      }
    } catch (error) {
      throw writeFailed(this.path, error);
    }
  }

  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    if (this.temporary) await rm(this.temporary, { force: true });
  }
}
