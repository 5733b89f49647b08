import type { KeyboardEvent } from 'react';
import { isScopedKey } from '../../commands';
import { type CopySource, copyCells } from '../copy/copyCells';
import { KEY_STEP } from './ResizeHandle';
import { type Cell, type GridSize, moveByKey, type Selection, selectColumn, selectRow } from './selection';

/** What the keys of a grid do. */
export interface GridActions {
  select(next: Selection, show?: boolean): void;
  openDetail(cell: Cell): void;
  /** At the cell that the keys act on. */
  openMenu(kind: 'cells' | 'column'): void;
  goTo(): void;
  /** Changes the width of the column that the keys act on, in pixels. */
  widen(by: number): void;
  /** Moves that column by so many places. */
  moveColumn(by: number): void;
  source: CopySource;
}

/** Does what a key means in a grid; false where it means nothing. */
export function onGridKey(
  event: KeyboardEvent,
  selection: Selection | null,
  size: GridSize,
  actions: GridActions,
): boolean {
  const focus = selection?.focus ?? null;
  if (isScopedKey(event, 'grid.copy')) void copyCells(actions.source, 'tsv', false);
  else if (isScopedKey(event, 'grid.copyWithHeader')) void copyCells(actions.source, 'tsv', true);
  else if (isScopedKey(event, 'grid.goTo')) actions.goTo();
  else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey))
    actions.openMenu(selection && isColumn(selection, size) ? 'column' : 'cells');
  else if (isScopedKey(event, 'grid.columnMenu')) actions.openMenu('column');
  else if (focus && isScopedKey(event, 'grid.showCell')) actions.openDetail(focus);
  else if (focus && isScopedKey(event, 'grid.selectRow'))
    actions.select(selectRow(focus.row, size.columns), false);
  else if (focus && isScopedKey(event, 'grid.selectColumn'))
    actions.select(selectColumn(focus.column, size.rows), false);
  else if (isScopedKey(event, 'grid.columnLeft')) actions.moveColumn(-1);
  else if (isScopedKey(event, 'grid.columnRight')) actions.moveColumn(1);
  else if (isScopedKey(event, 'grid.columnNarrower')) actions.widen(-KEY_STEP);
  else if (isScopedKey(event, 'grid.columnWider')) actions.widen(KEY_STEP);
  else {
    if (event.altKey) return false;
    const mod = event.ctrlKey || event.metaKey;
    const next = moveByKey(selection, { key: event.key, mod, shift: event.shiftKey }, size);
    if (!next) return false;
    const all = mod && event.key.toLowerCase() === 'a';
    actions.select(next, !all);
  }
  return true;
}

/** Whether one whole column is selected. */
function isColumn({ anchor, focus }: Selection, { rows }: GridSize): boolean {
  return rows > 1 && anchor.column === focus.column && focus.row === 0 && anchor.row === rows - 1;
}
