import { ContextMenu, type MenuAction } from '../../base';
import { scopedAction } from '../../commands';
import type { ShownRows } from '../../query';
import type { Arrangement } from '../columns/arrangement';
import { ColumnsDialog } from '../columns/ColumnsDialog';
import { columnActions } from '../columns/columnActions';
import { type CopyFormat, copyCells } from '../copy/copyCells';
import { GoToDialog } from './GoToDialog';
import { type CellRange, type Selection, selectCell } from './selection';

/** What is open over a grid. */
export type OpenMenu =
  | { kind: 'cells' | 'column'; place: number; at: { x: number; y: number } }
  | { kind: 'goTo' | 'columns' };

interface Props {
  menu: OpenMenu | null;
  rows: ShownRows;
  arrangement: Arrangement;
  range: CellRange | null;
  onClose(): void;
  onMenu(next: OpenMenu): void;
  onArrange(next: Arrangement): void;
  onFit(column: number): void;
  onSelect(next: Selection): void;
  onShowCell(): void;
}

/** The menus of cells and columns, and the dialogs that they open. */
export function GridMenus({ menu, rows, arrangement, range, onClose, ...props }: Props) {
  if (!menu) return null;
  const { columns, queryId, count } = rows;
  const { order } = arrangement;
  switch (menu.kind) {
    case 'cells':
      return (
        <ContextMenu
          label="Selected cells"
          at={menu.at}
          onClose={onClose}
          actions={cellActions((format, headers) => {
            void copyCells({ queryId, columns, order, range }, format, headers);
          }, props)}
        />
      );
    case 'column':
      return (
        <ContextMenu
          label={`Column ${columns[order[menu.place] ?? -1]?.name ?? ''}`}
          at={menu.at}
          onClose={onClose}
          actions={columnActions({
            columns,
            arrangement,
            place: menu.place,
            selected: range && range.top === 0 && range.bottom === count - 1 ? range : null,
            onArrange: props.onArrange,
            onFit: props.onFit,
            onChoose: () => props.onMenu({ kind: 'columns' }),
          })}
        />
      );
    case 'columns':
      return (
        <ColumnsDialog
          columns={columns}
          arrangement={arrangement}
          onArrange={props.onArrange}
          onClose={onClose}
        />
      );
    case 'goTo':
      return (
        <GoToDialog
          columns={columns}
          order={order}
          rows={count}
          onClose={onClose}
          onGoTo={(cell) =>
            props.onSelect(selectCell({ row: range?.top ?? 0, column: range?.left ?? 0, ...cell }))
          }
        />
      );
  }
}

function cellActions(
  copy: (format: CopyFormat, headers: boolean) => void,
  { onShowCell, onMenu }: Pick<Props, 'onShowCell' | 'onMenu'>,
): MenuAction[] {
  return [
    scopedAction('grid.copy', () => copy('tsv', false)),
    scopedAction('grid.copyWithHeader', () => copy('tsv', true)),
    scopedAction('grid.copyCsv', () => copy('csv', true)),
    scopedAction('grid.copyJson', () => copy('json', true)),
    scopedAction('grid.copyMarkdown', () => copy('markdown', true)),
    scopedAction('grid.copyInList', () => copy('inList', false)),
    scopedAction('grid.copyInserts', () => copy('inserts', true)),
    { ...scopedAction('grid.showCell', onShowCell), separated: true },
    scopedAction('grid.goTo', () => onMenu({ kind: 'goTo' })),
  ];
}
