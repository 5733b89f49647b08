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

/**
 * Column widths: fitted to the header and the first values that were on show, then the user's.
 * `version` is the pages' own; `shift` is called with the pixels by which columns left of those on
 * show grew.
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

  /** Fits the columns around those on show whose values have come; returns by how much those before `first` grew. */
  function fitNew({ first, end }: Span): number {
    const fresh: number[] = [];
    const last = Math.min(end + AHEAD, columns.length);
    for (let index = Math.max(0, first - AHEAD); index < last; index += 1)
      if (!fitted.has(index) && pages.cell(rows.first, index)) fresh.push(index);
    if (fresh.length === 0 || !element.current) return 0;
    const measure = measureIn(element.current);
    const next = [...widths];
    let grown = 0;
    for (const index of fresh) {
      const width = widthOf(index, measure);
      if (index < first) grown += width - (next[index] ?? 0);
      next[index] = width;
    }
    put({ widths: next, fitted: new Set([...fitted, ...fresh]) });
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
