import type { BytesSummary } from '../generated/BytesSummary';
import type { PlanBytes as NativePlanBytes } from '../generated/binding';
import type { WireChildren } from '../generated/WireChildren';
import type { WireField } from '../generated/WireField';
import { fromNative } from './error';

/** The bytes of one plan and the fields in them, read piece by piece. Open until {@link PlanBytes.close}. */
export class PlanBytes {
  readonly #native: NativePlanBytes;

  /** Created by `Session.openBytes`. */
  constructor(native: NativePlanBytes) {
    this.#native = native;
  }

  async summary(): Promise<BytesSummary> {
    return JSON.parse(await this.#native.summary().catch(rethrow));
  }

  /** Bytes from `start` on, at most 64 KiB; fewer at the end. */
  slice(start: number, length: number): Promise<Uint8Array> {
    return this.#native.slice(start, length).catch(rethrow);
  }

  /**
   * Fields `from` up to `from + limit` (at most 1,000) of the message at `path`: the
   * start of each field on the way to it, none for the outermost message.
   */
  async children(path: readonly number[], from: number, limit: number): Promise<WireChildren> {
    return JSON.parse(await this.#native.children([...path], from, limit).catch(rethrow));
  }

  /** The innermost field that contains the bytes `start` to `end`, with the fields around it, outermost first. */
  async locate(start: number, end: number): Promise<WireField[]> {
    return JSON.parse(await this.#native.locate(start, end).catch(rethrow));
  }

  /** The next occurrence of `pattern`, from `from` on and then from the start; null if there is none. */
  find(pattern: Uint8Array, from: number): Promise<number | null> {
    return this.#native.find(pattern, from).catch(rethrow);
  }

  /** Frees the bytes; idempotent. */
  close(): void {
    this.#native.close();
  }
}

function rethrow(error: unknown): never {
  throw fromNative(error);
}
