import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { toast, toastError, writeClipboard } from '../../base';
import { isCancelled, toAppError } from '../../bridge';
import { withActivity } from '../../workspace';
import { type CellRange, cellCount } from '../grid/selection';
import { pagesOfQuery } from '../pages';
import { TooMuch, textOfRows } from './copyRows';
import type { CopyFormat } from './formats';

export type { CopyFormat } from './formats';

/** Selections above this size are worth a word when they are on the clipboard. */
const WORTH_A_WORD = 5_000;

export interface CopySource {
  queryId: string;
  columns: readonly Field[];
  /** The columns on show, by place. */
  order: readonly number[];
  /** The places of columns and the rows to copy; null for nothing. */
  range: CellRange | null;
}

/** Copies the selected cells as text of a format; long work can be cancelled in the status bar. */
export async function copyCells(source: CopySource, format: CopyFormat, headers: boolean): Promise<void> {
  const { queryId, columns, order, range } = source;
  if (!range) return;
  const indexes = order.slice(range.left, range.right + 1);
  const fields = indexes.flatMap((index) => columns[index] ?? []);
  const cells = cellCount(range);
  try {
    const text = await withActivity(`Copying ${formatCount(cells)} cells`, (signal) =>
      textOfRows(pagesOfQuery(queryId), { ...range, indexes, fields }, format, headers, signal),
    );
    if (writeClipboard(text) && cells >= WORTH_A_WORD)
      toast({ kind: 'ok', title: `Copied ${formatCount(cells)} cells` });
  } catch (thrown) {
    if (thrown instanceof TooMuch)
      toast({ kind: 'info', title: 'Too much to copy', description: thrown.message });
    else if (!isCancelled(thrown) && !(thrown instanceof DOMException && thrown.name === 'AbortError'))
      toastError(toAppError(thrown), 'The cells could not be copied');
  }
}
