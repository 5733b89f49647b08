import { type Data, type Field, type RecordBatch, tableFromIPC } from 'apache-arrow';
import { call } from '../bridge';
import { partsOf, type RowsId } from './view/rowsId';

/** A run of rows, decoded. */
export interface Page {
  rows: number;
  batches: readonly RecordBatch[];
  /** What it takes in memory. */
  bytes: number;
}

/** Where a value lies: an Arrow array and the index in it. */
export interface CellPlace {
  data: Data;
  index: number;
  /** Bytes of the whole value where this is only its beginning. */
  fullBytes?: number | undefined;
}

/** What a page may hold; see `PageRequest` of the engine. */
export interface PageLimits {
  /** Bytes that a value may have: longer ones are cut. Default: none is. */
  cellBytes?: number;
  /** Bytes of all values: they are cut shorter to fit, or where none is cut the page ends early. Default: no bound. */
  pageBytes?: number;
}

/** The columns by index, in order; undefined for all. */
export type FetchPage = (
  offset: number,
  limit: number,
  columns?: number[],
  limits?: PageLimits,
) => Promise<Page>;

/** Reads pages of a query's rows, or of those of a view of them. */
export function pagesOfQuery(rowsId: RowsId): FetchPage {
  return async (offset, limit, columns, limits) => {
    const request = { ...partsOf(rowsId), offset, limit, ...(columns ? { columns } : {}), ...limits };
    const bytes = await call('query:page', request);
    const table = tableFromIPC(bytes);
    return { rows: table.numRows, batches: table.batches, bytes: bytes.byteLength };
  };
}

/** Finds a value in a page; `row` counts from the page's first row. */
export function cellIn(page: Page, row: number, column: number): CellPlace | undefined {
  let index = row;
  for (const batch of page.batches) {
    if (index < batch.numRows) {
      const data = batch.data.children[column];
      return data && { data, index, fullBytes: fullBytes(batch.schema.fields[column], row) };
    }
    index -= batch.numRows;
  }
  return undefined;
}

/** The metadata of a column that tells which values of a page are cut, as `row:bytes` parted by blanks. */
const CUT_KEY = 'planarium.cut';

const cuts = new WeakMap<Field, ReadonlyMap<number, number>>();

function fullBytes(field: Field | undefined, row: number): number | undefined {
  const text = field?.metadata.get(CUT_KEY);
  if (!field || text === undefined) return undefined;
  let sizes = cuts.get(field);
  if (!sizes) {
    sizes = new Map(text.split(' ').map((entry) => entry.split(':').map(Number) as [number, number]));
    cuts.set(field, sizes);
  }
  return sizes.get(row);
}
