import { useContext } from 'react';
import { ContextMenu, type MenuAction, PopoverDialog } from '../../base';
import { scopedAction } from '../../commands';
import type { ShownRows } from '../../query';
import type { Arrangement } from '../columns/arrangement';
import { ColumnsDialog } from '../columns/ColumnsDialog';
import { columnActions } from '../columns/columnActions';
import { type CopyFormat, copyCells } from '../copy/copyCells';
import { ArrangedRows, FilterForm, viewActions } from '../view';
import { GoToDialog } from './GoToDialog';
import { type CellRange, type Selection, selectCell } from './selection';

/** What is open over a grid. */
export type OpenMenu =
  | { kind: 'cells' | 'column'; place: number; at: { x: number; y: number } }
  | { kind: 'filter'; column: number; at: { x: number; y: number } }
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
  const stored = useContext(ArrangedRows);
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
    case 'column': {
      const { place, at } = menu;
      const column = order[place] ?? -1;
      const arranging = columnActions({
        columns,
        arrangement,
        place,
        selected: range && range.top === 0 && range.bottom === count - 1 ? range : null,
        onArrange: props.onArrange,
        onFit: props.onFit,
        onChoose: () => props.onMenu({ kind: 'columns' }),
      });
      const viewing = stored
        ? viewActions(stored, column, () => props.onMenu({ kind: 'filter', column, at }))
        : [];
      return (
        <ContextMenu
          label={`Column ${columns[column]?.name ?? ''}`}
          at={at}
          onClose={onClose}
          actions={[
            ...viewing,
            ...arranging.map((action, index) => (index === 0 ? { ...action, separated: true } : action)),
          ]}
        />
      );
    }
    case 'filter':
      return (
        stored && (
          <PopoverDialog
            label={`Filter by ${columns[menu.column]?.name ?? ''}`}
            box={new DOMRect(menu.at.x, menu.at.y, 0, 0)}
            onClose={onClose}
          >
            <FilterForm rows={stored} column={menu.column} onDone={onClose} />
          </PopoverDialog>
        )
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
