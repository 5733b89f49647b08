import { randomUUID } from 'node:crypto';
import type { BytesSummary, WireChildren, WireField } from '../../shared/bytes';
import type { PlanKind } from '../../shared/planFile';
import type { Engine, OpenedBytes } from '../engine/engine';
import { compactBytes } from './compactBytes';
import type { Owner } from './queryService';
import { cancelled, ServiceError } from './serviceError';

interface Entry {
  bytes: OpenedBytes;
  owner: Owner;
}

/** Holds the bytes of open plans and returns parts of them by id. */
export class BytesService {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly engine: Engine) {}

  /** Number of open byte views. */
  get open(): number {
    return this.entries.size;
  }

  /** Opens the plan of a file, or the bytes of a file that is not a plan; the caller closes it. */
  async start(
    path: string,
    kind: PlanKind | undefined,
    owner: Owner,
    signal?: AbortSignal,
  ): Promise<{ bytesId: string; summary: BytesSummary }> {
    const bytes = await this.engine.openBytes(path, kind ? { kind } : {}, signal);
    try {
      const summary = await bytes.summary();
      // A closed window would never close it.
      if (signal?.aborted) throw cancelled();
      const bytesId = randomUUID();
      this.entries.set(bytesId, { bytes, owner });
      return { bytesId, summary };
    } catch (error) {
      bytes.close();
      throw error;
    }
  }

  async slice(bytesId: string, start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return compactBytes(await this.get(bytesId).slice(start, length));
  }

  children(bytesId: string, path: readonly number[], from: number, limit: number): Promise<WireChildren> {
    return this.get(bytesId).children(path, from, limit);
  }

  locate(bytesId: string, start: number, end: number): Promise<WireField[]> {
    return this.get(bytesId).locate(start, end);
  }

  find(bytesId: string, pattern: Uint8Array, from: number): Promise<number | null> {
    return this.get(bytesId).find(pattern, from);
  }

  /** Idempotent. */
  close(bytesId: string): void {
    this.entries.get(bytesId)?.bytes.close();
    this.entries.delete(bytesId);
  }

  /** Closes everything that an owner opened. */
  closeAll(owner: Owner): void {
    for (const [id, entry] of this.entries) if (entry.owner === owner) this.close(id);
  }

  private get(bytesId: string): OpenedBytes {
    const entry = this.entries.get(bytesId);
    if (!entry)
      throw new ServiceError('invalid_request', 'These bytes were closed.', { hint: 'Open the file again.' });
    return entry.bytes;
  }
}
