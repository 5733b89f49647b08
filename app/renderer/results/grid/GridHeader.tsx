// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { memo, type ReactNode } from 'react';
import type { Field } from '../../../shared/table';
import { classNames } from '../../base';
import { HeaderTools } from '../view';
import { isRightAligned } from './columns';
import styles from './Grid.module.css';
import { GridCells } from './GridCells';
import { ResizeHandle } from './ResizeHandle';
import { useColumnDrag } from './useColumnDrag';

export interface GridHeaderProps {
  columns: readonly Field[];
  /** The columns by place. */
  order: readonly number[];
  /** Of the columns by place, in pixels. */
  edges: readonly number[];
  /** How many columns do not scroll. */
  pinned: number;
  /** The places of the others on show, `end` exclusive. */
  first: number;
  end: number;
  gutter: number;
  height: number;
  /** Of what is on show of it, in pixels. */
  width: number;
  /** A click; with Shift it extends the selection. */
  onSelect(place: number, extend: boolean): void;
  onResize(column: number, width: number): void;
  /** Fits a column to its content. */
  onFit(column: number): void;
  onMove(from: number, to: number): void;
  /** A right click; `at` is a place in the window. */
  onMenu(place: number, at: { x: number; y: number }): void;
}

/** Names and types of the columns, to be dragged to another place, with a handle at each right edge. */
export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { columns, order, edges, gutter, height, width, onSelect, onMenu } = props;
  const drag = useColumnDrag(props.onMove);

  function heading(place: number): ReactNode {
    const index = order[place] ?? -1;
    const column = columns[index];
    if (!column) return null;
    const left = edges[place] ?? 0;
    const columnWidth = (edges[place + 1] ?? 0) - left;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: selecting by keys is the grid's business
      <div
        key={place}
        role="columnheader"
        tabIndex={-1}
        aria-colindex={place + 2}
        data-place={place}
        title={`${column.name}\n${column.type}${column.nullable ? '' : ', never null'}`}
        className={classNames(
          styles.heading,
          isRightAligned(column) && styles.right,
          drag.from === place && styles.dragged,
          drag.before === place && styles.dropBefore,
          drag.behind === place && styles.dropBehind,
        )}
        style={{ left, width: columnWidth }}
        onClick={(event) => !drag.wasDragged() && onSelect(place, event.shiftKey)}
        onContextMenu={(event) => {
          event.preventDefault();
          onMenu(place, { x: event.clientX, y: event.clientY });
        }}
      >
        <span className={styles.name}>{column.name}</span>
        <span className={styles.type}>{column.shortType}</span>
        <HeaderTools column={index} />
        <ResizeHandle {...props} name={column.name} index={index} columnWidth={columnWidth} />
      </div>
    );
  }

  return (
    <div role="row" aria-rowindex={1} className={styles.header} style={{ width, height }} {...drag.handlers}>
      <div
        role="columnheader"
        aria-colindex={1}
        aria-label="Row"
        className={styles.corner}
        style={{ width: gutter, lineHeight: `${height - 1}px` }}
      >
        #
      </div>
      <GridCells {...props} cell={heading} />
    </div>
  );
});
