import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';
import type { Field } from '../../../shared/table';
import { cellText } from '../format';
import { rememberedWidths, rememberWidths } from '../memory';
import type { PageCache } from '../pages';
import { initialWidths, UNMEASURED } from './columns';
import { measureIn } from './measure';

/** Column widths: first fitted to the header and the rows that came first, then the user's. */
export function useWidths(
  element: RefObject<HTMLElement | null>,
  columns: readonly Field[],
  pages: PageCache,
  sampleRows: number,
  version: number,
) {
  const [widths, setWidths] = useState<readonly number[] | undefined>(() => rememberedWidths(columns));
  /** True once rows, or the user, had a say. */
  const [settled, setSettled] = useState(widths !== undefined);
  // Pages come in any order: another than the first says nothing of the rows on top.
  const hasRows = sampleRows > 0 && version > 0 && pages.cell(0, 0) !== undefined;

  useLayoutEffect(() => {
    if (settled || !element.current || (sampleRows > 0 && !hasRows)) return;
    const next = initialWidths(columns, sampler(pages, 0, sampleRows), measureIn(element.current));
    setWidths(next);
    if (!hasRows) return;
    rememberWidths(columns, next);
    setSettled(true);
  }, [settled, element, columns, pages, sampleRows, hasRows]);

  const resize = useCallback(
    (column: number, width: number) => {
      setSettled(true);
      setWidths((before = []) => {
        const next = before.map((old, index) => (index === column ? width : old));
        rememberWidths(columns, next);
        return next;
      });
    },
    [columns],
  );

  /** Fits a column to its header and the rows given. */
  function fit(column: number, rows: { first: number; end: number }) {
    const field = columns[column];
    if (!field || !element.current) return;
    const sample = sampler(pages, rows.first, rows.end);
    const [width] = initialWidths([field], () => sample(column), measureIn(element.current));
    if (width !== undefined) resize(column, width);
  }

  return { widths: widths ?? columns.map(() => UNMEASURED), resize, fit };
}

function sampler(pages: PageCache, first: number, end: number): (column: number) => string[] {
  return (column) => {
    const texts: string[] = [];
    for (let row = first; row < end; row += 1) {
      const place = pages.cell(row, column);
      if (place) texts.push(cellText(place.data, place.index) ?? 'null');
    }
    return texts;
  };
}
