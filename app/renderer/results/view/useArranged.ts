import { useEffect, useMemo } from 'react';
import type { ShownRows } from '../../query';
import { refreshView } from './actions';
import { rowsIdOf } from './rowsId';
import { useResultView } from './store';

/**
 * The rows as they are sorted and filtered: `queryId` then names the view. A view is made again when
 * the result has got more rows and no more are coming at this moment.
 */
export function useArranged(rows: ShownRows, isComing: boolean): ShownRows {
  const { queryId, count: total } = rows;
  const { made, progress, error } = useResultView(queryId);
  const isOld = made !== null && made.total !== total && progress === null && error === null && !isComing;
  useEffect(() => {
    if (isOld) void refreshView(queryId, total);
  }, [queryId, isOld, total]);
  return useMemo(
    () => (made ? { ...rows, queryId: rowsIdOf(rows.queryId, made.viewId), count: made.rows } : rows),
    [rows, made],
  );
}
