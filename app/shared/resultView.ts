import { z } from 'zod';
import { queryId } from './query';

export const viewId = z.string().min(1).max(64);
const columnIndex = z.number().int().min(0);
const searchText = z.string().min(1).max(10_000);

export const sortKey = z.object({ column: columnIndex, descending: z.boolean(), nullsFirst: z.boolean() });
export type SortKey = z.infer<typeof sortKey>;

/** NULL passes `isNull` only; `contains` ignores case; both ends of `between` are included. */
export const filterOp = z.enum([
  'equals',
  'notEquals',
  'contains',
  'less',
  'greater',
  'between',
  'isNull',
  'isNotNull',
  'in',
]);
export type FilterOp = z.infer<typeof filterOp>;

export const rowFilter = z.object({
  column: columnIndex,
  op: filterOp,
  /** As text that a cast to the column's type takes: one, two for `between`, none for `isNull` and `isNotNull`. */
  values: z.array(z.string().max(100_000)).max(10_000),
});
export type RowFilter = z.infer<typeof rowFilter>;

/** Which stored rows of a result, in which order. Rows that are equal stay in the order of the result. */
export const viewRequest = z.object({
  /** The most important key first. */
  sort: z.array(sortKey).max(1000),
  /** A row must pass all of them. */
  filter: z.array(rowFilter).max(1000),
  /** A text that one of the columns must hold; case is ignored. */
  find: searchText.optional(),
});
export type ViewRequest = z.infer<typeof viewRequest>;

/** `rows`: how many pass. */
export const viewInfo = z.object({ queryId, viewId, rows: z.number().int() });
export type ViewInfo = z.infer<typeof viewInfo>;

/** Rows that were read for the view or search under way. */
export const viewProgress = z.object({ read: z.number().int(), total: z.number().int() });
export type ViewProgress = z.infer<typeof viewProgress>;

export const findRequest = z.object({ viewId: viewId.optional(), text: searchText });

/** `rows`: how many hold the text. */
export const foundRows = z.object({ findId: z.string(), rows: z.number().int() });
export type FoundRows = z.infer<typeof foundRows>;

export const matchRequest = z.object({
  findId: z.string().min(1).max(64),
  /** The place in the view that the match follows, or precedes. */
  row: z.number().int().min(0),
  backward: z.boolean().optional(),
});

/** One of the rows that hold the text: its number among them, its place in the view, the first column with the text. */
export const foundMatch = z.object({ index: z.number().int(), row: z.number().int(), column: columnIndex });
export type FoundMatch = z.infer<typeof foundMatch>;
