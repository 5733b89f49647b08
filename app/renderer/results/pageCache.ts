import type { AppError } from '../../shared/errors';
import { toAppError } from '../bridge';
import { type CellPlace, cellIn, type FetchPage, type Page, type PageLimits } from './pages';

/** Rows and columns of a page. */
const PAGE_ROWS = 64;
const PAGE_COLUMNS = 32;

/** A cell draws up to 400 UTF-16 code units, of up to 3 bytes each: what is beyond is fetched when it is asked for. */
const LIMITS: PageLimits = { cellBytes: 1_200, pageBytes: 512 * 1024 };

/** What is kept of the pages of one result, the least recently used dropped first. */
const KEPT = { pages: 64, bytes: 8 * 1024 * 1024 };

/** Pages that are fetched at once: more would only wait for each other, and those on show behind them. */
const AT_ONCE = 4;

/** Rows on show, or places of columns, `end` exclusive. */
export interface Span {
  first: number;
  end: number;
}

export interface View {
  rows: Span;
  /** The columns on show, in any order. */
  columns: readonly number[];
  /** Those that come into view next. */
  nextColumns: readonly number[];
  /** Rows that there are now. */
  total: number;
}

interface Place {
  /** Numbers of the page from the first row down, and from the first column to the right. */
  down: number;
  across: number;
}

interface Loaded extends Page {
  /** Another one for each page that arrives. */
  stamp: number;
}

const NOTHING: View = { rows: { first: 0, end: 0 }, columns: [], nextColumns: [], total: 0 };

/**
 * The pages of one query that were looked at last, each of some rows and some columns. Values are
 * cut to what a cell can show. `subscribe` and `version` fit `useSyncExternalStore`.
 */
export class PageCache {
  readonly #pages = new Map<string, Loaded>();
  readonly #pending = new Set<string>();
  readonly #listeners = new Set<() => void>();
  #queue: Place[] = [];
  #version = 0;
  #error: AppError | null = null;
  #view = NOTHING;

  constructor(
    private readonly fetch: FetchPage,
    private readonly columnCount: number,
    private readonly kept = KEPT,
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

  /** What the pages take in memory. */
  get bytes(): number {
    return [...this.#pages.values()].reduce((sum, page) => sum + page.bytes, 0);
  }

  /** The value at a row and column, or undefined while its page is not here. */
  cell(row: number, column: number): CellPlace | undefined {
    const place = { down: Math.floor(row / PAGE_ROWS), across: Math.floor(column / PAGE_COLUMNS) };
    const page = this.#pages.get(keyOf(place));
    return page && cellIn(page, row - place.down * PAGE_ROWS, column - place.across * PAGE_COLUMNS);
  }

  /** Differs when the cells of a row in these columns may have changed. */
  stampOf(row: number, columns: readonly number[]): string {
    const down = Math.floor(row / PAGE_ROWS);
    return pagesAcross(columns)
      .map((across) => this.#pages.get(keyOf({ down, across }))?.stamp ?? 0)
      .join();
  }

  /** Says what is on show: fetches what is missing of it, then what is next to it. What was asked for before and is not under way is forgotten. */
  want(view: View): void {
    this.#view = view;
    const { down, across, shown } = this.#shown();
    const near = [
      ...grid([down.end, down.first - 1], across),
      ...grid(
        numbers(down),
        pagesAcross(view.nextColumns).filter((page) => !across.includes(page)),
      ),
    ];
    // From the least to the most wanted: the last one used is the last one dropped.
    for (const place of [...near, ...shown].reverse()) this.#use(place);
    this.#queue = [...shown, ...near].filter((place) => this.#isMissing(place));
    this.#fill();
  }

  /** Tries again what failed. */
  retry(): void {
    this.#error = null;
    this.#changed();
    this.want(this.#view);
  }

  /** Drops all that is not on show, for a grid that leaves the screen. */
  rest(): void {
    this.#queue = [];
    const kept = new Set(this.#shown().shown.map(keyOf));
    for (const key of this.#pages.keys()) if (!kept.has(key)) this.#pages.delete(key);
  }

  /** The pages on show: the numbers of their rows and columns, and each page. */
  #shown(): { down: Span; across: number[]; shown: Place[] } {
    const { rows, columns, total } = this.#view;
    const down = pagesOf(rows, PAGE_ROWS, total);
    const across = pagesAcross(columns);
    return { down, across, shown: grid(numbers(down), across) };
  }

  #use(place: Place): void {
    const key = keyOf(place);
    const page = this.#pages.get(key);
    if (!page) return;
    this.#pages.delete(key);
    this.#pages.set(key, page);
  }

  #isMissing(place: Place): boolean {
    const key = keyOf(place);
    const expected = Math.min(PAGE_ROWS, this.#view.total - place.down * PAGE_ROWS);
    if (place.down < 0 || place.across < 0 || expected <= 0) return false;
    if (place.across * PAGE_COLUMNS >= this.columnCount || this.#pending.has(key)) return false;
    // While the query runs, its last page grows.
    return (this.#pages.get(key)?.rows ?? -1) < expected;
  }

  #fill(): void {
    while (this.#pending.size < AT_ONCE && !this.#error) {
      const next = this.#queue.shift();
      if (!next) return;
      void this.#load(next);
    }
  }

  async #load(place: Place): Promise<void> {
    const key = keyOf(place);
    this.#pending.add(key);
    try {
      const first = place.across * PAGE_COLUMNS;
      const columns = numbers({ first, end: Math.min(first + PAGE_COLUMNS, this.columnCount) });
      const page = await this.fetch(place.down * PAGE_ROWS, PAGE_ROWS, columns, LIMITS);
      this.#pages.delete(key);
      this.#pages.set(key, { ...page, stamp: this.#version + 1 });
      this.#drop();
    } catch (thrown) {
      const error = toAppError(thrown);
      // Rows of a query that was closed meanwhile are about to leave the screen.
      if (error.code !== 'query_unknown' && error.code !== 'cancelled') this.#error = error;
    } finally {
      this.#pending.delete(key);
    }
    this.#changed();
    this.#fill();
  }

  #drop(): void {
    let bytes = this.bytes;
    for (const [key, page] of this.#pages) {
      if (this.#pages.size <= this.kept.pages && bytes <= this.kept.bytes) return;
      bytes -= page.bytes;
      this.#pages.delete(key);
    }
  }

  #changed(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

function keyOf({ down, across }: Place): string {
  return `${down}:${across}`;
}

/** The numbers of the pages that hold some columns, each once. */
function pagesAcross(columns: readonly number[]): number[] {
  return [...new Set(columns.map((column) => Math.floor(column / PAGE_COLUMNS)))];
}

/** The pages that hold a span of rows, of `size` each, out of `total`; at least one. */
function pagesOf({ first, end }: Span, size: number, total: number): Span {
  const last = Math.max(0, Math.min(end, total) - 1);
  const lastPage = Math.floor(last / size);
  return { first: Math.min(lastPage, Math.floor(Math.max(0, first) / size)), end: lastPage + 1 };
}

function grid(downs: readonly number[], acrosses: readonly number[]): Place[] {
  return downs.flatMap((down) => acrosses.map((across) => ({ down, across })));
}

function numbers({ first, end }: Span): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
}
