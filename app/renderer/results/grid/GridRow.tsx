// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { memo, type ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/figures';
import type { Field } from '../../../shared/table';
import { classNames } from '../../base';
import { type Arrangement, groupsDigits } from '../columns/arrangement';
import { cellText } from '../format';
import type { PageCache } from '../pageCache';
import { isMono, isRightAligned } from './columns';
import styles from './Grid.module.css';
import { GridCells } from './GridCells';
import type { CellRange } from './selection';

/** Longest text a cell draws; the rest is in the detail of the cell. */
const LONGEST = 400;

export interface GridRowProps {
  gridId: string;
  row: number;
  y: number;
  columns: readonly Field[];
  arrangement: Arrangement;
  /** Of the columns by place, in pixels. */
  edges: readonly number[];
  /** How many columns do not scroll. */
  pinned: number;
  /** The places of the others on show, `end` exclusive. */
  first: number;
  end: number;
  gutter: number;
  pages: PageCache;
  /** Another one when the row's cells have arrived or grown: the row is drawn again. */
  stamp: string;
  /** The places of the selected columns of this row, both ends included; null when none is. */
  from: number | null;
  to: number | null;
  /** The place of the column of the cell the keys act on, if it is in this row. */
  focus: number | null;
}

/** One row: its number, and the cells of the columns on show. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { gridId, row, y, columns, arrangement, edges, pages, from, to, focus, gutter } = props;

  function cell(place: number): ReactNode {
    const index = arrangement.order[place] ?? -1;
    const column = columns[index];
    if (!column) return null;
    const value = pages.cell(row, index);
    const grouped = groupsDigits(column, arrangement.grouping.get(index));
    const text = value && cellText(value.data, value.index, grouped);
    const full = value?.fullBytes;
    const selected = from !== null && to !== null && place >= from && place <= to;
    const left = edges[place] ?? 0;
    return (
      <div
        key={place}
        id={`${gridId}-${row}-${place}`}
        role="gridcell"
        aria-colindex={place + 2}
        aria-selected={selected}
        data-row={row}
        data-column={place}
        className={classNames(
          styles.cell,
          isRightAligned(column) && styles.right,
          isMono(column) && styles.mono,
          text === null && styles.null,
          selected && styles.selected,
          focus === place && styles.focus,
        )}
        title={full === undefined ? undefined : `${formatBytes(full)} in all: Enter shows it`}
        style={{ left, width: (edges[place + 1] ?? 0) - left }}
      >
        {text === null ? 'null' : shown(text, full !== undefined)}
      </div>
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
      <GridCells {...props} cell={cell} />
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
