import type { RowStream as NativeRowStream } from '../generated/binding';
import type { RowSummary } from '../generated/RowSummary';
import type { RunOptions } from '../generated/RunOptions';
import { fromNative, guarded } from './error';

/** SQL text, or a saved plan. */
export type RowSource = string | ({ plan: string } & RunOptions);

/** The rows of one query as bytes of a file format, pulled: nothing is read ahead or stored. */
export class RowStream {
  readonly #native: NativeRowStream;

  /** Created by `Session.rows`. */
  constructor(native: NativeRowStream) {
    this.#native = native;
  }

  /**
   * The next bytes, never empty; null after the last. Planning starts with the
   * first call. Rejects with errors of the query or the format, and with
   * `cancelled` at once after {@link RowStream.cancel}.
   */
  async next(): Promise<Uint8Array | null> {
    try {
      return await this.#native.next();
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** What was written so far. */
  summary(): RowSummary {
    return JSON.parse(guarded(() => this.#native.summary()));
  }

  /** Ends the query. Idempotent. */
  cancel(): void {
    this.#native.cancel();
  }
}
