import type { MenuAction } from '../../base';
import type { ShownRows } from '../../query';
import { setSort } from './actions';

/** What the menu of a column offers for sorting and filtering. `onFilter` opens the form. */
export function viewActions(rows: ShownRows, column: number, onFilter: () => void): MenuAction[] {
  const sort = (descending: boolean) =>
    void setSort(rows.queryId, [{ column, descending, nullsFirst: false }], rows.count);
  return [
    { id: 'view.ascending', title: 'Sort ascending', run: () => sort(false) },
    { id: 'view.descending', title: 'Sort descending', run: () => sort(true) },
    { id: 'view.filter', title: 'Filter…', run: onFilter },
  ];
}
