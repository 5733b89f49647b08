/** A cell: its row, and the place of its column among those on show, from 0. */
export interface Cell {
  row: number;
  column: number;
}

/** From where the selection was begun to where it was drawn; the focus is the cell the keys act on. */
export interface Selection {
  anchor: Cell;
  focus: Cell;
}

/** A rectangle of cells, both ends included. */
export interface CellRange {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export interface GridSize {
  rows: number;
  columns: number;
  /** Whole rows that fit the viewport. */
  pageRows: number;
}

export function rangeOf({ anchor, focus }: Selection): CellRange {
  return {
    top: Math.min(anchor.row, focus.row),
    bottom: Math.max(anchor.row, focus.row),
    left: Math.min(anchor.column, focus.column),
    right: Math.max(anchor.column, focus.column),
  };
}

export function cellCount(range: CellRange): number {
  return (range.bottom - range.top + 1) * (range.right - range.left + 1);
}

export function selectCell(cell: Cell, extend: Selection | null = null): Selection {
  return { anchor: extend?.anchor ?? cell, focus: cell };
}

/** Whole rows, from `extend`'s anchor if there is one. */
export function selectRow(row: number, columns: number, extend: Selection | null = null): Selection {
  return { anchor: { row: extend?.anchor.row ?? row, column: columns - 1 }, focus: { row, column: 0 } };
}

/** Whole columns, from `extend`'s anchor if there is one. */
export function selectColumn(column: number, rows: number, extend: Selection | null = null): Selection {
  return { anchor: { row: rows - 1, column: extend?.anchor.column ?? column }, focus: { row: 0, column } };
}

function selectAll(size: GridSize): Selection {
  return { anchor: { row: size.rows - 1, column: size.columns - 1 }, focus: { row: 0, column: 0 } };
}

export interface Keys {
  key: string;
  /** Ctrl, or Command on a Mac. */
  mod: boolean;
  shift: boolean;
}

/** Where a key takes the selection; null for keys that do not move it. */
export function moveByKey(selection: Selection | null, keys: Keys, size: GridSize): Selection | null {
  if (size.rows === 0 || size.columns === 0) return null;
  if (keys.mod && keys.key.toLowerCase() === 'a') return selectAll(size);
  const from = selection?.focus ?? { row: 0, column: 0 };
  const to = target(from, keys, size);
  if (!to) return null;
  const cell = {
    row: Math.min(Math.max(to.row, 0), size.rows - 1),
    column: Math.min(Math.max(to.column, 0), size.columns - 1),
  };
  return selectCell(selection ? cell : from, keys.shift ? selection : null);
}

function target({ row, column }: Cell, { key, mod }: Keys, size: GridSize): Cell | null {
  const lastRow = size.rows - 1;
  const lastColumn = size.columns - 1;
  switch (key) {
    case 'ArrowDown':
      return { row: mod ? lastRow : row + 1, column };
    case 'ArrowUp':
      return { row: mod ? 0 : row - 1, column };
    case 'ArrowRight':
      return { row, column: mod ? lastColumn : column + 1 };
    case 'ArrowLeft':
      return { row, column: mod ? 0 : column - 1 };
    case 'PageDown':
      return { row: row + size.pageRows, column };
    case 'PageUp':
      return { row: row - size.pageRows, column };
    case 'Home':
      return { row: mod ? 0 : row, column: 0 };
    case 'End':
      return { row: mod ? lastRow : row, column: lastColumn };
    default:
      return null;
  }
}
