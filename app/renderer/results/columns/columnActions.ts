import type { Field } from '../../../shared/table';
import { type MenuAction, writeClipboard } from '../../base';
import { scopedAction } from '../../commands';
import {
  type Arrangement,
  groupsDigits,
  hideColumns,
  initialArrangement,
  isInitial,
  isNumber,
  moveColumn,
  setGrouping,
  setPinned,
} from './arrangement';

interface Options {
  columns: readonly Field[];
  arrangement: Arrangement;
  /** Of the column that the menu belongs to. */
  place: number;
  /** The whole columns that are selected, both ends included. */
  selected: { left: number; right: number } | null;
  onArrange(next: Arrangement): void;
  onFit(column: number): void;
  /** Opens the list of columns. */
  onChoose(): void;
}

/** What can be done with a column, as a menu. Hiding takes all selected columns where it is one of them. */
export function columnActions(options: Options): MenuAction[] {
  const { columns, arrangement, place, selected, onArrange, onFit, onChoose } = options;
  const { order, pinned } = arrangement;
  const column = order[place] ?? -1;
  const field = columns[column];
  if (!field) return [];
  const isPinned = place < pinned;
  const grouped = groupsDigits(field, arrangement.grouping.get(column));
  const among = selected && place >= selected.left && place <= selected.right ? selected : null;
  const places = new Set(
    among ? Array.from({ length: among.right - among.left + 1 }, (_, at) => among.left + at) : [place],
  );
  const hidden = columns.length - order.length;
  return [
    scopedAction('grid.columnName', () => writeClipboard(field.name)),
    isPinned
      ? scopedAction('grid.columnUnpin', () => onArrange(setPinned(arrangement, place, false)))
      : scopedAction('grid.columnPin', () => onArrange(setPinned(arrangement, place, true))),
    {
      ...scopedAction('grid.columnLeft', () => onArrange(moveColumn(arrangement, place, place - 1))),
      disabled: place === 0,
    },
    {
      ...scopedAction('grid.columnRight', () => onArrange(moveColumn(arrangement, place, place + 1))),
      disabled: place === order.length - 1,
    },
    scopedAction('grid.columnFit', () => onFit(column)),
    ...(isNumber(field)
      ? [
          scopedAction(grouped ? 'grid.columnUngroup' : 'grid.columnGroup', () =>
            onArrange(setGrouping(arrangement, column, !grouped)),
          ),
        ]
      : []),
    {
      ...scopedAction('grid.columnHide', () => onArrange(hideColumns(arrangement, places))),
      ...(places.size > 1 && { title: `Hide ${places.size} columns` }),
      disabled: order.length <= places.size,
      separated: true,
    },
    {
      ...scopedAction('grid.columns', onChoose),
      ...(hidden > 0 && { description: `${hidden} hidden` }),
    },
    {
      ...scopedAction('grid.columnsReset', () => onArrange(initialArrangement(columns.length))),
      disabled: isInitial(arrangement, columns.length),
    },
  ];
}
