import { formatCount } from '../../shared/figures';
import type { Field } from '../../shared/table';
import { plainCell } from './format';
import { type CellRange, cellCount } from './grid/selection';
import { cellIn, type FetchPage } from './pages';

/** As many cells as fit a clipboard without stopping the window. */
const COPY_LIMIT = 1_000_000;

/** Most rows the engine gives at once, and bytes of them. */
const CHUNK_ROWS = 10_000;
const CHUNK_BYTES = 32 * 1024 * 1024;

/** As many characters as one text of the clipboard may have. */
const COPY_LENGTH = 256 * 1024 * 1024;

/** More was selected than a clipboard takes. */
export class TooMuch extends RangeError {}

/**
 * The cells of a range as tab-separated text, digits not grouped, NULL as an
 * empty field. Fields with tabs, line ends or quotes are quoted as
 * spreadsheets do.
 *
 * @throws TooMuch above {@link COPY_LIMIT} cells or {@link COPY_LENGTH} characters
 */
export async function tsvOf(
  fetch: FetchPage,
  columns: readonly Field[],
  range: CellRange,
  withHeaders: boolean,
): Promise<string> {
  const cells = cellCount(range);
  if (cells > COPY_LIMIT)
    throw new TooMuch(
      `${formatCount(cells)} cells are selected; the clipboard takes ${formatCount(COPY_LIMIT)}.`,
    );
  const indexes = Array.from({ length: range.right - range.left + 1 }, (_, at) => range.left + at);
  const lines: string[] = [];
  if (withHeaders) lines.push(indexes.map((index) => quote(columns[index]?.name ?? '')).join('\t'));
  let length = 0;
  let offset = range.top;
  while (offset <= range.bottom) {
    const limit = Math.min(CHUNK_ROWS, range.bottom + 1 - offset);
    const page = await fetch(offset, limit, indexes, { pageBytes: CHUNK_BYTES });
    if (page.rows === 0) break;
    for (let row = 0; row < page.rows; row += 1) {
      const cells = indexes.map((_, at) => {
        const place = cellIn(page, row, at);
        return place ? quote(plainCell(place.data, place.index) ?? '') : '';
      });
      const line = cells.join('\t');
      length += line.length;
      if (length > COPY_LENGTH)
        throw new TooMuch(
          `The clipboard takes ${formatCount(COPY_LENGTH)} characters: the first ${formatCount(lines.length)} rows are as long.`,
        );
      lines.push(line);
    }
    offset += page.rows;
  }
  return lines.join('\n');
}

function quote(text: string): string {
  return /[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
