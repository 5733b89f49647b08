import { useEffect } from 'react';
import type { ShownRows } from '../../query';
import { refreshView } from './actions';
import { rowsIdOf } from './rowsId';
import { useResultView } from './store';

/**
 * The rows as they are sorted and filtered: `queryId` then names the view. A view is made again when
 * the result has got more rows and no more are coming at this moment.
 */
export function useArranged(rows: ShownRows | null, isComing: boolean): ShownRows | null {
  const { made, progress, error } = useResultView(rows?.queryId ?? '');
  const queryId = rows?.queryId;
  const total = rows?.count ?? 0;
  const isOld = made !== null && made.total !== total && progress === null && error === null && !isComing;
  useEffect(() => {
    if (queryId !== undefined && isOld) void refreshView(queryId, total);
  }, [queryId, isOld, total]);
  if (!rows || !made) return rows;
  return { ...rows, queryId: rowsIdOf(rows.queryId, made.viewId), count: made.rows };
}
