import type { Field } from '../../shared/table';
import { plainCell } from './format';
import { type CellRange, cellCount } from './grid/selection';
import { cellIn, type FetchPage } from './pages';

/** As many cells as fit a clipboard without stopping the window. */
export const COPY_LIMIT = 1_000_000;

/** Most rows the engine gives at once. */
const CHUNK_ROWS = 10_000;

/**
 * The cells of a range as tab-separated text, digits not grouped, NULL as an
 * empty field. Fields with tabs, line ends or quotes are quoted as
 * spreadsheets do.
 *
 * @throws RangeError above {@link COPY_LIMIT} cells
 */
export async function tsvOf(
  fetch: FetchPage,
  columns: readonly Field[],
  range: CellRange,
  withHeaders: boolean,
): Promise<string> {
  if (cellCount(range) > COPY_LIMIT) throw new RangeError(`More than ${COPY_LIMIT} cells.`);
  const indexes = Array.from({ length: range.right - range.left + 1 }, (_, at) => range.left + at);
  const lines: string[] = [];
  if (withHeaders) lines.push(indexes.map((index) => quote(columns[index]?.name ?? '')).join('\t'));
  for (let offset = range.top; offset <= range.bottom; offset += CHUNK_ROWS) {
    const page = await fetch(offset, Math.min(CHUNK_ROWS, range.bottom + 1 - offset), indexes);
    for (let row = 0; row < page.rows; row += 1) {
      const cells = indexes.map((_, at) => {
        const place = cellIn(page, row, at);
        return place ? quote(plainCell(place.data, place.index) ?? '') : '';
      });
      lines.push(cells.join('\t'));
    }
  }
  return lines.join('\n');
}

function quote(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
