import { type PointerEvent, type RefObject, useRef } from 'react';
import {
  type Cell,
  type GridSize,
  rangeOf,
  type Selection,
  selectCell,
  selectColumn,
  selectRow,
} from './selection';

interface Options {
  element: RefObject<HTMLDivElement | null>;
  selection: Selection | null;
  size: GridSize;
  select(next: Selection, show?: boolean): void;
  openDetail(cell: Cell): void;
  openMenu(at: { x: number; y: number }): void;
}

/** Mouse and pen: a click selects, a drag or Shift extends, the gutter selects rows, a double click opens the cell. */
export function useGridPointer({ element, selection, size, select, openDetail, openMenu }: Options) {
  /** `rows`: whole rows, in the gutter. */
  const dragging = useRef<{ rows: boolean; from: Selection } | null>(null);

  function onPointerDown(event: PointerEvent) {
    const hit = hitOf(event.target);
    if (!hit || event.button === 1) return;
    element.current?.focus({ preventScroll: true });
    if (event.button === 2 && hit.column !== null && selection && holds(selection, hit.row, hit.column))
      return;
    const extend = event.shiftKey ? selection : null;
    const next =
      hit.column === null
        ? selectRow(hit.row, size.columns, extend)
        : selectCell({ row: hit.row, column: hit.column }, extend);
    if (event.button === 0) dragging.current = { rows: hit.column === null, from: next };
    select(next, false);
  }

  function onPointerMove(event: PointerEvent) {
    if (!dragging.current) return;
    if (event.buttons !== 1) {
      dragging.current = null;
      return;
    }
    const hit = hitOf(event.target);
    const { rows, from } = dragging.current;
    if (!hit) return;
    const column = rows ? 0 : hit.column;
    if (column === null || (hit.row === from.focus.row && column === from.focus.column)) return;
    const next = rows ? selectRow(hit.row, size.columns, from) : selectCell({ row: hit.row, column }, from);
    dragging.current = { rows, from: next };
    select(next, !rows);
  }

  const handlers = {
    onPointerDown,
    onPointerMove,
    onPointerUp() {
      dragging.current = null;
    },
    onDoubleClick(event: React.MouseEvent) {
      const hit = hitOf(event.target);
      if (hit && hit.column !== null) openDetail({ row: hit.row, column: hit.column });
    },
    onContextMenu(event: React.MouseEvent) {
      if (!hitOf(event.target)) return;
      event.preventDefault();
      openMenu({ x: event.clientX, y: event.clientY });
    },
  };
  return {
    handlers,
    selectColumn(column: number, extend: boolean) {
      element.current?.focus({ preventScroll: true });
      select(selectColumn(column, size.rows, extend ? selection : null), false);
    },
  };
}

function holds(selection: Selection, row: number, column: number): boolean {
  const { top, bottom, left, right } = rangeOf(selection);
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** The cell under the pointer; `column` is null in the gutter. */
function hitOf(target: EventTarget): { row: number; column: number | null } | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  if (!cell) return null;
  const { row, column } = cell.dataset;
  return { row: Number(row), column: column === undefined ? null : Number(column) };
}
