import type { FileExport as NativeFileExport } from '../generated/binding';
import type { RowSummary } from '../generated/RowSummary';
import { fromNative, guarded } from './error';
import { finished } from './job';

/** Rows on their way to a file, which gets its name with {@link FileExport.commit}. */
export class FileExport {
  readonly #native: NativeFileExport;

  /** Made by `Session.exportRows` and `Query.exportRows`. */
  constructor(native: NativeFileExport) {
    this.#native = native;
  }

  /**
   * Resolves when all rows are on disk under a temporary name. Rejects once: with what the query or
   * the format objects to, `invalid_request` for an option, `write_failed`, and `cancelled` after
   * {@link FileExport.cancel}.
   */
  async written(): Promise<RowSummary> {
    try {
      return JSON.parse(await this.#native.written());
    } catch (error) {
      throw fromNative(error);
    }
  }

  /** Gives the file its name. Rejects with `write_failed`, and with `cancelled` after {@link FileExport.cancel}. */
  async commit(): Promise<void> {
    await finished(() => this.#native.commit());
  }

  /** What was written so far. */
  summary(): RowSummary {
    return JSON.parse(guarded(() => this.#native.summary()));
  }

  /** Ends the query and removes what was written. Idempotent; nothing after {@link FileExport.commit}. */
  cancel(): void {
    this.#native.cancel();
  }
}
