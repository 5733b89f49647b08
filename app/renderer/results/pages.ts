import { type Data, type RecordBatch, tableFromIPC } from 'apache-arrow';
import type { AppError } from '../../shared/errors';
import { call, toAppError } from '../bridge';

/** A run of rows, decoded. */
export interface Page {
  rows: number;
  batches: readonly RecordBatch[];
}

/** Where a value lies: an Arrow array and the index in it. */
export interface CellPlace {
  data: Data;
  index: number;
}

export type FetchPage = (offset: number, limit: number, columns?: number[]) => Promise<Page>;

/** Rows of a page, fewer where rows are wide, so that a page stays in the order of 100 KB. */
export function pageRows(columnCount: number): number {
  return Math.max(20, Math.min(200, Math.floor(20_000 / Math.max(1, columnCount))));
}

/** Reads pages of a query's rows. */
export function pagesOfQuery(queryId: string): FetchPage {
  return async (offset, limit, columns) => {
    const bytes = await call('query:page', { queryId, offset, limit, ...(columns ? { columns } : {}) });
    const table = tableFromIPC(bytes);
    return { rows: table.numRows, batches: table.batches };
  };
}

/** Finds a value in a page; `row` counts from the page's first row. */
export function cellIn(page: Page, row: number, column: number): CellPlace | undefined {
  let index = row;
  for (const batch of page.batches) {
    if (index < batch.numRows) {
      const data = batch.data.children[column];
      return data && { data, index };
    }
    index -= batch.numRows;
  }
  return undefined;
}

/**
 * The pages of one query that were looked at last, the least recently used
 * dropped first. `subscribe` and `version` fit `useSyncExternalStore`.
 */
export class PageCache {
  readonly #pages = new Map<number, Page>();
  readonly #pending = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #error: AppError | null = null;
  #wanted: { from: number; to: number; total: number } = { from: 0, to: 0, total: 0 };

  constructor(
    private readonly fetch: FetchPage,
    readonly rowsPerPage: number,
    private readonly capacity = 60,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Grows with each page that arrives. */
  readonly version = (): number => this.#version;

  /** Why the last page did not come; null when it did. */
  get error(): AppError | null {
    return this.#error;
  }

  /** The value at a row and column, or undefined while its page is not here. */
  cell(row: number, column: number): CellPlace | undefined {
    const number = Math.floor(row / this.rowsPerPage);
    const page = this.#pages.get(number);
    return page && cellIn(page, row - number * this.rowsPerPage, column);
  }

  /** Says which rows are on show (`to` exclusive) out of `total`: fetches what is missing, then the neighbours. */
  want(from: number, to: number, total: number): void {
    this.#wanted = { from, to, total };
    const last = Math.floor(Math.max(0, Math.min(to, total) - 1) / this.rowsPerPage);
    const first = Math.min(last, Math.floor(from / this.rowsPerPage));
    for (let number = first; number <= last; number += 1) this.#touch(number, total);
    this.#touch(last + 1, total);
    this.#touch(first - 1, total);
  }

  /** Tries again what failed. */
  retry(): void {
    this.#error = null;
    this.#changed();
    this.want(this.#wanted.from, this.#wanted.to, this.#wanted.total);
  }

  #touch(number: number, total: number): void {
    const offset = number * this.rowsPerPage;
    const expected = Math.min(this.rowsPerPage, total - offset);
    if (number < 0 || expected <= 0) return;
    const page = this.#pages.get(number);
    if (page) {
      this.#pages.delete(number);
      this.#pages.set(number, page);
      // While the query runs, its last page grows.
      if (page.rows >= expected) return;
    }
    if (!this.#pending.has(number) && !this.#error) void this.#load(number, offset);
  }

  async #load(number: number, offset: number): Promise<void> {
    this.#pending.add(number);
    try {
      const page = await this.fetch(offset, this.rowsPerPage);
      this.#pages.delete(number);
      this.#pages.set(number, page);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= this.capacity) break;
        this.#pages.delete(oldest);
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      // Rows of a query that was closed meanwhile are about to leave the screen.
      if (error.code !== 'query_unknown' && error.code !== 'cancelled') this.#error = error;
    } finally {
      this.#pending.delete(number);
    }
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
