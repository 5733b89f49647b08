import type { Field } from '../../../shared/table';

/** Widths in pixels. */
export const MIN_WIDTH = 48;
const MAX_INITIAL_WIDTH = 320;
/** A result of few columns may spend more on each. */
const MAX_INITIAL_WIDTH_FEW = 560;
const FEW = 3;
/** Width of a column that was not measured. */
export const UNMEASURED = 120;
/** Padding of a cell on both sides, and a little air. */
const CELL_PADDING = 20;
const HEADER_GAP = 8;

/** Left edges of the columns, with the right edge of the last one at the end. */
export function columnEdges(widths: readonly number[]): number[] {
  const edges = [0];
  let edge = 0;
  for (const width of widths) {
    edge += width;
    edges.push(edge);
  }
  return edges;
}

/** The places of columns that show between `left` and `left + width`, `end` exclusive. */
export function columnsInView(
  edges: readonly number[],
  left: number,
  width: number,
): { first: number; end: number } {
  const count = edges.length - 1;
  const first = Math.max(0, lastAtOrBefore(edges, left));
  let end = first;
  while (end < count && (edges[end] ?? 0) < left + width) end += 1;
  return { first: Math.min(first, count), end };
}

function lastAtOrBefore(edges: readonly number[], place: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface Measure {
  /** Pixels a text takes in the interface's font and in the monospaced one. */
  ui(text: string, strong?: boolean): number;
  mono(text: string): number;
}

/** The width that fits the header and the texts, within limits that depend on how many columns there are. */
export function fittedWidth(
  column: Field,
  texts: readonly string[],
  measure: Measure,
  columnCount: number,
): number {
  const max = columnCount <= FEW ? MAX_INITIAL_WIDTH_FEW : MAX_INITIAL_WIDTH;
  const header = measure.ui(column.name, true) + HEADER_GAP + measure.mono(column.shortType);
  const textOf = isMono(column) ? measure.mono : measure.ui;
  const widest = texts.reduce((width, text) => Math.max(width, textOf(text)), header);
  return Math.round(Math.min(Math.max(widest + CELL_PADDING, MIN_WIDTH), max));
}

const RIGHT = new Set<Field['kind']>([
  'integer',
  'float',
  'decimal',
  'date',
  'time',
  'timestamp',
  'duration',
]);
const UI_FONT = new Set<Field['kind']>(['text', 'boolean']);

/** Numbers and points in time align at the right, so that their digits stand below each other. */
export function isRightAligned(column: Field): boolean {
  return RIGHT.has(column.kind);
}

export function isMono(column: Field): boolean {
  return !UI_FONT.has(column.kind);
}
