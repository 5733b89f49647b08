// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { memo, type PointerEvent } from 'react';
import type { Field } from '../../../shared/table';
import { classNames } from '../../base';
import { HeaderTools } from '../view';
import { isRightAligned, MIN_WIDTH } from './columns';
import styles from './Grid.module.css';

/** Pixels that an arrow key adds to a column's width. */
const KEY_STEP = 12;

export interface GridHeaderProps {
  columns: readonly Field[];
  edges: readonly number[];
  first: number;
  end: number;
  gutter: number;
  height: number;
  /** Of what is on show of it, in pixels. */
  width: number;
  onSelect(column: number): void;
  onResize(column: number, width: number): void;
  /** Fits a column to its content. */
  onFit(column: number): void;
}

/** Names and types of the columns, with a handle at each right edge. */
export const GridHeader = memo(function GridHeader(props: GridHeaderProps) {
  const { columns, edges, first, end, gutter, height, width, onSelect } = props;
  const cells = [];
  for (let index = first; index < end; index += 1) {
    const column = columns[index];
    if (!column) continue;
    const left = edges[index] ?? 0;
    const columnWidth = (edges[index + 1] ?? 0) - left;
    cells.push(
      // biome-ignore lint/a11y/useKeyWithClickEvents: selecting by keys is the grid's business
      <div
        key={index}
        role="columnheader"
        tabIndex={-1}
        aria-colindex={index + 2}
        title={`${column.name}\n${column.type}${column.nullable ? '' : ', never null'}`}
        className={classNames(styles.heading, isRightAligned(column) && styles.right)}
        style={{ left, width: columnWidth }}
        onClick={() => onSelect(index)}
      >
        <span className={styles.name}>{column.name}</span>
        <span className={styles.type}>{column.shortType}</span>
        <HeaderTools column={index} />
        <ResizeHandle {...props} index={index} columnWidth={columnWidth} />
      </div>,
    );
  }
  return (
    <div role="row" aria-rowindex={1} className={styles.header} style={{ width, height }}>
      <div
        role="columnheader"
        aria-colindex={1}
        aria-label="Row"
        className={styles.corner}
        style={{ width: gutter, lineHeight: `${height - 1}px` }}
      >
        #
      </div>
      <div role="presentation" className={styles.cells} style={{ left: gutter }}>
        {cells}
      </div>
    </div>
  );
});

interface HandleProps extends GridHeaderProps {
  index: number;
  columnWidth: number;
}

function ResizeHandle({ columns, index, columnWidth, onResize, onFit }: HandleProps) {
  function onPointerDown(event: PointerEvent<HTMLDivElement>) {
    event.preventDefault();
    const handle = event.currentTarget;
    const start = event.clientX - columnWidth;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (move) => onResize(index, Math.max(MIN_WIDTH, move.clientX - start));
    handle.onpointerup = () => {
      handle.onpointermove = null;
    };
  }

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${columns[index]?.name}`}
      aria-valuenow={columnWidth}
      tabIndex={-1}
      className={styles.resize}
      onPointerDown={onPointerDown}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={() => onFit(index)}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
        if (step) onResize(index, Math.max(MIN_WIDTH, columnWidth + step));
      }}
    />
  );
}
