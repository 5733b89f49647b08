import { copyFile, link, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { atomicWrite } from './atomicWrite';

/** What reading a file gave. */
export interface Loaded<T> {
  /** Null when there is neither a usable file nor a usable backup. */
  value: T | null;
  /** What a person should know, one sentence each. */
  notes: string[];
}

/**
 * A JSON file of a stated version that survives being killed at any moment.
 *
 * `name.json` holds `{"version": n, "value": ...}`; `name.json.bak` is the save
 * before. A file that cannot be read is set aside as `name.json.damaged-N`,
 * never deleted.
 */
export class JsonFile<T> {
  /** The save that has not begun yet. */
  private next: { value: T; written: Promise<void> } | null = null;
  /** Ends with the last save that was asked for; never rejects. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    readonly path: string,
    private readonly version: number,
    private readonly schema: z.ZodType<T>,
  ) {}

  private get backup(): string {
    return `${this.path}.bak`;
  }

  /** Reads the file, its backup when the file is unusable. Throws only when the folder itself cannot be read. */
  async load(): Promise<Loaded<T>> {
    await this.sweepTemporaries();
    const notes: string[] = [];
    for (const candidate of [this.path, this.backup]) {
      const found = await this.read(candidate);
      if (found.state === 'absent') continue;
      if (found.state === 'usable') return { value: found.value, notes };
      const kept = await this.setAside(candidate);
      notes.push(`${basename(candidate)} ${found.reason}; it is kept as ${kept}.`);
    }
    return { value: null, notes };
  }

  /**
   * Writes a value. Saves that pile up while one is under way become one: the
   * last value wins, and every caller waits until it is on disk.
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

  /** Resolves when every save asked for so far is on disk or has failed. */
  settled(): Promise<void> {
    return this.last;
  }

  private async write(value: T): Promise<void> {
    const text = JSON.stringify({ version: this.version, value });
    await mkdir(dirname(this.path), { recursive: true });
    await atomicWrite(this.path, text, { beforeSwap: () => this.keepBackup() });
  }

  /** The current file gets a second name, so that there is always one whole file. */
  private async keepBackup(): Promise<void> {
    const fresh = `${this.backup}.tmp`;
    await rm(fresh, { force: true });
    try {
      await link(this.path, fresh);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return;
      // File systems without hard links.
      await copyFile(this.path, fresh);
    }
    await rename(fresh, this.backup);
  }

  private async read(path: string): Promise<ReadOutcome<T>> {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { state: 'absent' };
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

  /** Returns the new name of the file. */
  private async setAside(path: string): Promise<string> {
    const taken = new Set(await readdir(dirname(path)));
    let number = 1;
    while (taken.has(`${basename(path)}.damaged-${number}`)) number += 1;
    const name = `${basename(path)}.damaged-${number}`;
    await rename(path, join(dirname(path), name));
    return name;
  }

  /** A process that was killed while saving leaves its temporary file behind. */
  private async sweepTemporaries(): Promise<void> {
    const folder = dirname(this.path);
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (name.startsWith(`.${basename(this.path)}.`) && name.endsWith('.tmp')) {
        await rm(join(folder, name), { force: true });
      }
    }
  }
}

type ReadOutcome<T> =
  | { state: 'absent' }
  | { state: 'usable'; value: T }
  | { state: 'unusable'; reason: string };

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
