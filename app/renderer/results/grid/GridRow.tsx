// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { memo } from 'react';
import { formatBytes, formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { classNames } from '../../base';
import { cellText } from '../format';
import type { PageCache } from '../pageCache';
import { isMono, isRightAligned } from './columns';
import styles from './Grid.module.css';
import type { CellRange } from './selection';

/** Longest text a cell draws; the rest is in the detail of the cell. */
const LONGEST = 400;

export interface GridRowProps {
  gridId: string;
  row: number;
  y: number;
  columns: readonly Field[];
  edges: readonly number[];
  first: number;
  end: number;
  gutter: number;
  pages: PageCache;
  /** Another one when the row's cells have arrived or grown: the row is drawn again. */
  stamp: string;
  /** The selected columns of this row, both ends included; null when none is. */
  from: number | null;
  to: number | null;
  /** The column of the cell the keys act on, if it is in this row. */
  focus: number | null;
}

/** One row: its number, and the cells of the columns on show. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { gridId, row, y, columns, edges, first, end, gutter, pages, from, to, focus } = props;
  const cells = [];
  for (let index = first; index < end; index += 1) {
    const column = columns[index];
    if (!column) continue;
    const place = pages.cell(row, index);
    const text = place && cellText(place.data, place.index);
    const full = place?.fullBytes;
    const selected = from !== null && to !== null && index >= from && index <= to;
    cells.push(
      <div
        key={index}
        id={`${gridId}-${row}-${index}`}
        role="gridcell"
        aria-colindex={index + 2}
        aria-selected={selected}
        data-row={row}
        data-column={index}
        className={classNames(
          styles.cell,
          isRightAligned(column) && styles.right,
          isMono(column) && styles.mono,
          text === null && styles.null,
          selected && styles.selected,
          focus === index && styles.focus,
        )}
        title={full === undefined ? undefined : `${formatBytes(full)} in all: Enter shows it`}
        style={{ left: edges[index] ?? 0, width: (edges[index + 1] ?? 0) - (edges[index] ?? 0) }}
      >
        {text === null ? 'null' : shown(text, full !== undefined)}
      </div>,
    );
  }
  return (
    <div role="row" aria-rowindex={row + 2} className={styles.row} style={{ top: y }}>
      <div
        role="rowheader"
        aria-colindex={1}
        data-row={row}
        className={styles.number}
        style={{ width: gutter }}
      >
        {formatCount(row + 1)}
      </div>
      <div role="presentation" className={styles.cells} style={{ left: gutter }}>
        {cells}
      </div>
    </div>
  );
});

function shown(text: string | undefined, isCut: boolean): string | undefined {
  if (text === undefined) return text;
  const cut = isCut || text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replace(/\r\n|[\r\n]/g, '↵').replaceAll('\t', '⇥');
}

/** The part of a range that lies in one row, as {@link GridRow} takes it. */
export function selectionIn(
  range: CellRange | null,
  row: number,
): { from: number | null; to: number | null } {
  if (!range || row < range.top || row > range.bottom) return { from: null, to: null };
  return { from: range.left, to: range.right };
}
