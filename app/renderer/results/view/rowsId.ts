/** Names rows that pages are read of: a query's own (`q1`), or those of a view of its result (`q1/v2`). */
export type RowsId = string;

export function rowsIdOf(queryId: string, viewId: string | null): RowsId {
  return viewId === null ? queryId : `${queryId}/${viewId}`;
}

export function partsOf(rowsId: RowsId): { queryId: string; viewId?: string } {
  const [queryId = '', viewId] = rowsId.split('/');
  return viewId === undefined ? { queryId } : { queryId, viewId };
}
