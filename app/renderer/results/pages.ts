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

/** Columns of a page. */
const PAGE_COLUMNS = 500;

/** Rows of a page, fewer where rows are wide, so that a page stays in the order of 100 KB. */
export function pageRows(columnCount: number): number {
  const columns = Math.max(1, Math.min(PAGE_COLUMNS, columnCount));
  return Math.min(200, Math.floor(20_000 / columns));
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

/** The columns on show, `end` exclusive. */
export interface ColumnRange {
  first: number;
  end: number;
}

/**
 * The pages of one query that were looked at last, the least recently used
 * dropped first. A page holds all columns up to {@link PAGE_COLUMNS}; wider rows
 * come in several. `subscribe` and `version` fit `useSyncExternalStore`.
 */
export class PageCache {
  readonly #pages = new Map<string, Page>();
  readonly #pending = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  #error: AppError | null = null;
  #wanted = { from: 0, to: 0, total: 0, columns: { first: 0, end: 0 } };

  constructor(
    private readonly fetch: FetchPage,
    readonly rowsPerPage: number,
    private readonly columnCount: number,
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
    const block = Math.floor(column / PAGE_COLUMNS);
    const page = this.#pages.get(keyOf(number, block));
    return page && cellIn(page, row - number * this.rowsPerPage, column - block * PAGE_COLUMNS);
  }

  /**
   * Says which rows are on show (`to` exclusive) out of `total`, and which columns: fetches what is
   * missing, then the rows before and after.
   */
  want(from: number, to: number, total: number, columns: ColumnRange = { first: 0, end: 0 }): void {
    this.#wanted = { from, to, total, columns };
    const last = Math.floor(Math.max(0, Math.min(to, total) - 1) / this.rowsPerPage);
    const first = Math.min(last, Math.floor(from / this.rowsPerPage));
    const end = Math.min(this.columnCount, Math.max(columns.end, columns.first + 1));
    const lastBlock = Math.floor(Math.max(0, end - 1) / PAGE_COLUMNS);
    const firstBlock = Math.min(lastBlock, Math.floor(columns.first / PAGE_COLUMNS));
    const rows = [...numbers(first, last), last + 1, first - 1];
    for (const number of rows)
      for (const block of numbers(firstBlock, lastBlock)) this.#touch(number, block, total);
  }

  /** Tries again what failed. */
  retry(): void {
    this.#error = null;
    this.#changed();
    const { from, to, total, columns } = this.#wanted;
    this.want(from, to, total, columns);
  }

  #touch(number: number, block: number, total: number): void {
    const key = keyOf(number, block);
    const offset = number * this.rowsPerPage;
    const expected = Math.min(this.rowsPerPage, total - offset);
    if (number < 0 || expected <= 0) return;
    const page = this.#pages.get(key);
    if (page) {
      this.#pages.delete(key);
      this.#pages.set(key, page);
      // While the query runs, its last page grows.
      if (page.rows >= expected) return;
    }
    if (!this.#pending.has(key) && !this.#error) void this.#load(key, offset, this.#columnsOf(block));
  }

  /** The columns of a block; undefined where all are in one. */
  #columnsOf(block: number): number[] | undefined {
    if (this.columnCount <= PAGE_COLUMNS) return undefined;
    const first = block * PAGE_COLUMNS;
    return numbers(first, Math.min(first + PAGE_COLUMNS, this.columnCount) - 1);
  }

  async #load(key: string, offset: number, columns: number[] | undefined): Promise<void> {
    this.#pending.add(key);
    try {
      const page = await this.fetch(offset, this.rowsPerPage, columns);
      this.#pages.delete(key);
      this.#pages.set(key, page);
      for (const oldest of this.#pages.keys()) {
        if (this.#pages.size <= this.capacity) break;
        this.#pages.delete(oldest);
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      // Rows of a query that was closed meanwhile are about to leave the screen.
      if (error.code !== 'query_unknown' && error.code !== 'cancelled') this.#error = error;
    } finally {
      this.#pending.delete(key);
    }
    this.#changed();
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function keyOf(number: number, block: number): string {
  return `${number}:${block}`;
}

/** The whole numbers from `first` to `last`, both included. */
function numbers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
