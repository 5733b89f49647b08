import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { syncFolder } from './atomicWrite';

/**
 * Changes appended to a file, one line of JSON each, so that a small change of a large value is a
 * small write. It belongs to one save of the value: `NAME.journal-N` is applied to save number N of
 * `NAME`. A line truncated by a kill is ignored.
 */
export class Journal<C> {
  private file: FileHandle | null = null;
  private size = 0;

  constructor(
    /** The file of the value. */
    private readonly path: string,
    /** The save that it follows. */
    readonly number: number,
  ) {}

  /** What was appended so far, in bytes. */
  get bytes(): number {
    return this.size;
  }

  /** Appends changes; they are on disk when this resolves. After a failure the journal can no longer be used. */
  async append(changes: readonly C[]): Promise<void> {
    const text = changes.map((change) => `${JSON.stringify(change)}\n`).join('');
    if (!this.file) {
      const path = fileOf(this.path, this.number);
      this.file = await open(path, 'w', 0o600);
      await syncFolder(dirname(path));
    }
    await this.file.writeFile(text);
    await this.file.datasync();
    this.size += Buffer.byteLength(text);
  }

  async close(): Promise<void> {
    await this.file?.close().catch(() => undefined);
    this.file = null;
  }
}

/** The changes after save number `number`, oldest first, up to the first incomplete one. */
export async function readJournal<C>(path: string, number: number, schema: z.ZodType<C>): Promise<C[]> {
  const text = await readFile(fileOf(path, number), 'utf8').catch(() => '');
  const changes: C[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const change = schema.safeParse(parsed(line));
    if (!change.success) break;
    changes.push(change.data);
  }
  return changes;
}

/** Removes the journals of all saves except the given ones. Ignores files that cannot be removed. */
export async function removeJournals(path: string, kept: readonly number[]): Promise<void> {
  const folder = dirname(path);
  const prefix = basename(fileOf(path, 0)).slice(0, -1);
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix) || kept.includes(Number(name.slice(prefix.length)))) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function fileOf(path: string, number: number): string {
  return `${path}.journal-${number}`;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
