import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { toast, toastError, writeClipboard } from '../../base';
import { toAppError } from '../../bridge';
import { TooMuch, tsvOf } from '../copy';
import { pagesOfQuery } from '../pages';
import { type CellRange, cellCount } from './selection';

/** Selections above this size are worth a word when they are on the clipboard. */
const WORTH_A_WORD = 5_000;

/** Copies the cells of a range as tab-separated text. */
export async function copySelection(
  queryId: string,
  columns: readonly Field[],
  range: CellRange,
  withHeaders: boolean,
): Promise<void> {
  const cells = cellCount(range);
  try {
    const text = await tsvOf(pagesOfQuery(queryId), columns, range, withHeaders);
    if (writeClipboard(text) && cells >= WORTH_A_WORD)
      toast({ kind: 'ok', title: `Copied ${formatCount(cells)} cells` });
  } catch (thrown) {
    if (thrown instanceof TooMuch)
      toast({ kind: 'info', title: 'Too much to copy', description: thrown.message });
    else toastError(toAppError(thrown), 'The cells could not be copied');
  }
}
