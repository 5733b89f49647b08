import { formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { readWhole } from '../format';
import { cellIn, type FetchPage } from '../pages';
import { type CopyFormat, writerOf } from './formats';

/** As many cells as fit a clipboard without stopping the window. */
export const COPY_LIMIT = 1_000_000;

/** Most rows the engine gives at once, and bytes of them. */
const CHUNK_ROWS = 10_000;
const CHUNK_BYTES = 32 * 1024 * 1024;

/** As many characters as one text of the clipboard may have. */
const COPY_LENGTH = 256 * 1024 * 1024;

/** More was selected than a clipboard takes. */
export class TooMuch extends RangeError {}

export interface RowsToCopy {
  /** The fields of the columns, and the index of each in the result. */
  fields: readonly Field[];
  indexes: readonly number[];
  /** The rows, both ends included. */
  top: number;
  bottom: number;
}

/**
 * Some columns of some rows as text: values exact, digits not grouped, pages fetched as they are needed.
 *
 * @param onRows is told how many rows are done
 * @throws TooMuch above {@link COPY_LIMIT} cells or {@link COPY_LENGTH} characters
 * @throws the signal's reason when it is aborted
 */
export async function textOfRows(
  fetch: FetchPage,
  { fields, indexes, top, bottom }: RowsToCopy,
  format: CopyFormat,
  headers: boolean,
  signal?: AbortSignal,
  onRows?: (done: number) => void,
): Promise<string> {
  const cells = (bottom - top + 1) * indexes.length;
  if (cells > COPY_LIMIT)
    throw new TooMuch(
      `${formatCount(cells)} cells are selected; the clipboard takes ${formatCount(COPY_LIMIT)}. Export the rows instead.`,
    );
  const writer = writerOf(format, fields, headers);
  const rows: string[] = [];
  let length = 0;
  let offset = top;
  while (offset <= bottom) {
    signal?.throwIfAborted();
    const limit = Math.min(CHUNK_ROWS, bottom + 1 - offset);
    const page = await fetch(offset, limit, [...indexes], { pageBytes: CHUNK_BYTES });
    if (page.rows === 0) break;
    for (let row = 0; row < page.rows; row += 1) {
      const values = indexes.map((_, at) => {
        const place = cellIn(page, row, at);
        return place ? readWhole(place.data, place.index) : null;
      });
      const text = writer.row(values);
      if (text === null) continue;
      length += text.length;
      if (length > COPY_LENGTH)
        throw new TooMuch(
          `The clipboard takes ${formatCount(COPY_LENGTH)} characters: the first ${formatCount(rows.length)} rows are as long. Export the rows instead.`,
        );
      rows.push(text);
    }
    offset += page.rows;
    onRows?.(offset - top);
  }
  return writer.head + rows.join(writer.between) + writer.foot;
}
