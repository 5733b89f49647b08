import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { Field } from '../../../shared/table';
import { cellText } from '../format';
import { rememberedWidths, rememberWidths, type Widths } from '../gridViewState';
import type { PageCache, Span } from '../pageCache';
import { fittedWidth, UNMEASURED } from './columns';
import { measureIn } from './measure';

/** Rows whose values a column is fitted to. */
const SAMPLE_ROWS = 100;
/** Columns fitted beyond those on show, where their values are there: they have their width when they come into view. */
const AHEAD = 16;

/** The columns by place, and how many of them do not scroll. */
interface ColumnPlaces {
  order: readonly number[];
  pinned: number;
}

/**
 * Column widths by column: fitted to the header and the first values that were on show, then the user's.
 * `rows` are those on show.
 */
export function useWidths(
  element: RefObject<HTMLElement | null>,
  columns: readonly Field[],
  pages: PageCache,
  rows: Span,
) {
  const [{ widths, fitted }, setState] = useState<Widths>(
    () => rememberedWidths(columns) ?? { widths: columns.map(() => UNMEASURED), fitted: new Set() },
  );

  const put = useCallback(
    (next: Widths) => {
      rememberWidths(columns, next);
      setState(next);
    },
    [columns],
  );

  /**
   * Fits the columns around those on show whose values have come; returns by how much those grew that
   * are scrolled away to the left.
   */
  function fitNew({ order, pinned }: ColumnPlaces, { first, end }: Span): number {
    const places: number[] = [];
    for (let place = 0; place < pinned; place += 1) places.push(place);
    const last = Math.min(end + AHEAD, order.length);
    for (let place = Math.max(pinned, first - AHEAD); place < last; place += 1) places.push(place);
    const fresh = places.filter((place) => {
      const column = order[place];
      return column !== undefined && !fitted.has(column) && pages.cell(rows.first, column);
    });
    if (fresh.length === 0 || !element.current) return 0;
    const measure = measureIn(element.current);
    const next = [...widths];
    const now = new Set(fitted);
    let grown = 0;
    for (const place of fresh) {
      const column = order[place] ?? 0;
      const width = widthOf(column, measure);
      if (place >= pinned && place < first) grown += width - (next[column] ?? 0);
      next[column] = width;
      now.add(column);
    }
    put({ widths: next, fitted: now });
    return grown;
  }

  function widthOf(index: number, measure: ReturnType<typeof measureIn>): number {
    const field = columns[index];
    const end = Math.min(rows.end, rows.first + SAMPLE_ROWS);
    return field ? fittedWidth(field, sampleOf(pages, index, rows.first, end), measure, columns.length) : 0;
  }

  // Without rows the headers alone say how wide columns are.
  const empty = rows.end === 0;
  useLayoutEffect(() => {
    if (!empty || !element.current || rememberedWidths(columns)) return;
    const measure = measureIn(element.current);
    const few = columns.slice(0, SAMPLE_ROWS).map((field) => fittedWidth(field, [], measure, columns.length));
    setState(({ widths, fitted }) => ({ widths: widths.map((width, at) => few[at] ?? width), fitted }));
  }, [empty, element, columns]);

  const resize = useCallback(
    (column: number, width: number) => {
      setState((before) => {
        const next = {
          widths: before.widths.with(column, width),
          fitted: new Set([...before.fitted, column]),
        };
        rememberWidths(columns, next);
        return next;
      });
    },
    [columns],
  );

  /** Fits a column to its header and the rows on show. */
  function fit(column: number) {
    if (element.current) resize(column, widthOf(column, measureIn(element.current)));
  }

  return { widths, resize, fit, fitNew };
}

function sampleOf(pages: PageCache, column: number, first: number, end: number): string[] {
  const texts: string[] = [];
  for (let row = first; row < end; row += 1) {
    const place = pages.cell(row, column);
    if (place) texts.push(cellText(place.data, place.index) ?? 'null');
  }
  return texts;
}
