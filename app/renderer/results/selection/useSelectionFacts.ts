import { useEffect } from 'react';
import type { Field } from '../../../shared/table';
import { toastError } from '../../base';
import { isCancelled, toAppError } from '../../bridge';
import type { ShownRows } from '../../query';
import { withActivity } from '../../workspace';
import { compact, readWhole } from '../format';
import { type CellRange, cellCount, rangeOf, type Selection } from '../grid/selection';
import { cellIn, type FetchPage, pagesOfQuery } from '../pages';
import { FactCollector, type SelectionFacts } from './facts';
import { useSelectionSummary } from './store';

/** As many cells as are looked at without being asked to. */
const UNASKED = 200_000;
/** Milliseconds that a selection has stood still before it is looked at. */
const PAUSE_MS = 150;
const CHUNK_ROWS = 10_000;
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Tells the status bar of what is selected, while the grid is on show. */
export function useSelectionFacts(
  { queryId, columns }: ShownRows,
  order: readonly number[],
  selection: Selection | null,
): void {
  useEffect(() => {
    const range = selection && rangeOf(selection);
    if (!range || cellCount(range) <= 1) return;
    const controller = new AbortController();
    const { signal } = controller;
    const size = { rows: range.bottom - range.top + 1, columns: range.right - range.left + 1 };
    const put = (facts: SelectionFacts | null, compute: (() => void) | null) => {
      if (!signal.aborted) useSelectionSummary.setState({ summary: { ...size, facts, compute } });
    };
    const indexes = order.slice(range.left, range.right + 1);
    const compute = () => {
      put(null, null);
      withActivity(
        'Calculating the selection',
        (inner) => factsOf(pagesOfQuery(queryId), columns, indexes, range, inner),
        signal,
      ).then(
        (facts) => put(facts, null),
        (thrown) => {
          put(null, compute);
          if (!signal.aborted && !isCancelled(thrown) && (thrown as Error).name !== 'AbortError')
            toastError(toAppError(thrown), 'The selection could not be calculated');
        },
      );
    };
    const isLarge = cellCount(range) > UNASKED;
    put(null, isLarge ? compute : null);
    const timer = isLarge ? undefined : setTimeout(compute, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
      useSelectionSummary.setState({ summary: null });
    };
  }, [queryId, columns, order, selection]);
}

async function factsOf(
  fetch: FetchPage,
  columns: readonly Field[],
  indexes: readonly number[],
  { top, bottom }: CellRange,
  signal: AbortSignal,
): Promise<SelectionFacts> {
  const floats = indexes.map((index) => columns[index]?.kind === 'float');
  const facts = new FactCollector();
  let offset = top;
  while (offset <= bottom) {
    signal.throwIfAborted();
    const limit = Math.min(CHUNK_ROWS, bottom + 1 - offset);
    const page = await fetch(offset, limit, [...indexes], { pageBytes: CHUNK_BYTES });
    if (page.rows === 0) break;
    for (let row = 0; row < page.rows; row += 1) {
      for (let at = 0; at < indexes.length; at += 1) {
        const place = cellIn(page, row, at);
        if (!place) continue;
        const tree = readWhole(place.data, place.index);
        facts.add(tree, tree === null ? null : compact(tree), floats[at] ?? false);
      }
    }
    offset += page.rows;
  }
  return facts.result();
}
