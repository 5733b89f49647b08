import { formatQuantity } from '../../../shared/figures';
import { type KeptResult, titleOf } from '../../query';

export interface ResultTab {
  /** Null for the result of the last run. */
  queryId: string | null;
  title: string;
  /** Null while it is not known. */
  rows: string | null;
  pinned: boolean;
}

/** The results that are kept, the oldest first, and at the end that of the last run, whose rows are those of `ownQuery`. */
export function tabsOf(kept: readonly KeptResult[], ownQuery: string | null, sql: string): ResultTab[] {
  const others = kept.filter(({ queryId }) => queryId !== ownQuery);
  return [
    ...others.map(({ queryId, title, rows, pinned }) => ({
      queryId,
      title,
      rows: formatQuantity(rows.count, 'row'),
      pinned,
    })),
    {
      queryId: null,
      title: titleOf(sql),
      rows: null,
      pinned: kept.some(({ queryId, pinned }) => pinned && queryId === ownQuery),
    },
  ];
}
