import { useEffect, useRef } from 'react';
import { useFind } from './find';
import type { RowsId } from './rowsId';

/** Calls `go` for each match that the find bar steps to in these rows. */
export function useGoToMatch(rowsId: RowsId, go: (cell: { row: number; column: number }) => void): void {
  const match = useFind((state) => (state.rowsId === rowsId ? state.match : null));
  const latest = useRef(go);
  latest.current = go;
  useEffect(() => {
    if (match) latest.current({ row: match.row, column: match.column });
  }, [match]);
}
