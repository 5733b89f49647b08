import { constants } from 'node:fs';
import { copyFile, link, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { atomicWrite, type WriteOptions } from './atomicWrite';
import { makeFolder } from './makeFolder';
import { temporaryName } from './temporaries';

/** The result of reading a file. */
export interface Loaded<T> {
  /** Null if there is neither a usable file nor a usable backup. */
  value: T | null;
  /** Notes for the user, one sentence each. */
  notes: string[];
}

/**
 * A versioned JSON file that survives a kill at any moment.
 *
 * `name.json` contains `{"version": n, "value": ...}`; `name.json.bak` is the
 * previous save. A file that cannot be read is set aside as `name.json.damaged-N`,
 * never deleted.
 *
 * One process writes it at a time. If several processes change the file, each change holds a lock from
 * reading to writing; readers {@link peek}.
 */
export class JsonFile<T> {
  /** The save that has not begun yet. */
  private next: { value: T; written: Promise<void> } | null = null;
  /** Settles with the last requested save; never rejects. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly version: number,
    private readonly schema: z.ZodType<T>,
    /** `backup`: keep the previous save, and use it if the file is damaged. Default true. */
    private readonly options: { backup?: boolean } = {},
  ) {}

  private get backup(): string {
    return `${this.path}.bak`;
  }

  private get keepsBackup(): boolean {
    return this.options.backup ?? true;
  }

  /** Reads the file, or its backup if the file is unusable, and sets an unusable file aside. Never throws. */
  async load(): Promise<Loaded<T>> {
    const notes: string[] = [];
    for (const candidate of this.keepsBackup ? [this.path, this.backup] : [this.path]) {
      const found = await this.read(candidate);
      if (found.state === 'absent') continue;
      if (found.state === 'usable') return { value: found.value, notes };
      notes.push(`${basename(candidate)} ${found.reason}; ${await this.setAside(candidate)}.`);
    }
    return { value: null, notes };
  }

  /** Reads the file and changes nothing on disk; null when it is absent or unusable. */
  async peek(): Promise<T | null> {
    const found = await this.read(this.path);
    return found.state === 'usable' ? found.value : null;
  }

  /**
   * Writes a value. Saves requested during a running one are merged: the last
   * value wins, and every caller waits until it is on disk.
   */
  save(value: T): Promise<void> {
    if (this.next) {
      this.next.value = value;
      return this.next.written;
    }
    const job = { value, written: Promise.resolve() };
    job.written = this.last.then(() => {
      this.next = null;
      return this.write(job.value);
    });
    this.next = job;
    this.last = job.written.catch(() => undefined);
    return job.written;
  }

  /** Resolves when every save requested so far is on disk or has failed. */
  settled(): Promise<void> {
    return this.last;
  }

  /**
   * Writes a value at once. Callers ensure that nothing else writes meanwhile; {@link save} does that itself.
   *
   * @param beforeSwap runs before the rename: if it throws, the file does not change
   */
  async write(value: T, beforeSwap?: WriteOptions['beforeSwap']): Promise<void> {
    const text = JSON.stringify({ version: this.version, value });
    makeFolder(dirname(this.path));
    await atomicWrite(this.path, text, {
      beforeSwap: async () => {
        if (this.keepsBackup) await this.keepBackup();
        await beforeSwap?.();
      },
    });
  }

  /** Copies the file unchanged to `name.json.KIND-N`, which is never replaced; does nothing if it is absent. */
  async keepCopy(kind: string): Promise<void> {
    const name = await this.freeName(kind);
    await copyFile(this.path, join(dirname(this.path), name), constants.COPYFILE_EXCL).catch((error) => {
      if (!ABSENT.has(codeOf(error))) throw error;
    });
  }

  /** Gives the current file a second name, so that there is always a complete file. */
  private async keepBackup(): Promise<void> {
    const fresh = temporaryName(dirname(this.path));
    try {
      await link(this.path, fresh).catch((error) => {
        if (codeOf(error) === 'ENOENT') throw error;
        // File systems without hard links.
        return copyFile(this.path, fresh);
      });
      await rename(fresh, this.backup);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
    } finally {
      // It still exists if the backup is the same file: renaming between two names of one file does nothing.
      await rm(fresh, { force: true }).catch(() => undefined);
    }
  }

  private async read(path: string): Promise<ReadOutcome<T>> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (ABSENT.has(codeOf(error))) return { state: 'absent' };
      return { state: 'unusable', reason: `could not be read (${codeOf(error)})` };
    }
    let record: unknown;
    try {
      record = JSON.parse(text);
    } catch {
      return { state: 'unusable', reason: 'is damaged' };
    }
    const { version, value } = (record ?? {}) as { version?: unknown; value?: unknown };
    if (typeof version === 'number' && version > this.version) {
      return { state: 'unusable', reason: `was written by a newer Planarium (version ${version})` };
    }
    const parsed = this.schema.safeParse(value);
    if (version !== this.version || !parsed.success) return { state: 'unusable', reason: 'is damaged' };
    return { state: 'usable', value: parsed.data };
  }

  /** An unused name next to the file. */
  private async freeName(kind: string, path = this.path): Promise<string> {
    const taken = new Set(await readdir(dirname(path)));
    let number = 1;
    while (taken.has(`${basename(path)}.${kind}-${number}`)) number += 1;
    return `${basename(path)}.${kind}-${number}`;
  }

  /** A note about what happened to the file. */
  private async setAside(path: string): Promise<string> {
    try {
      const name = await this.freeName('damaged', path);
      await rename(path, join(dirname(path), name));
      return `it is kept as ${name}`;
    } catch {
      return 'it could not be set aside';
    }
  }
}

/** Whether the file is absent: a part of its path is missing, or is a file itself. */
const ABSENT = new Set<string | undefined>(['ENOENT', 'ENOTDIR']);

type ReadOutcome<T> =
  | { state: 'absent' }
  | { state: 'usable'; value: T }
  | { state: 'unusable'; reason: string };

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
