// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { classNames } from './classNames';
import styles from './VirtualTreeGrid.module.css';

export interface TreeGridColumn<T> {
  title: string;
  /** Numbers stand at the right. */
  right?: boolean;
  /** Left out where the grid is narrow. */
  optional?: boolean;
  className?: string | undefined;
  cell(row: T): ReactNode;
  /** True where the column has nothing to show, and leaves its place to the one before. */
  empty?(row: T): boolean;
}

interface Props<T> {
  id: string;
  row: T;
  index: number;
  rowIndex: number;
  y: number;
  columns: readonly TreeGridColumn<T>[];
  depth: number;
  expanded: boolean | undefined;
  position: number;
  siblings: number;
  label: string | undefined;
  toggleLabel: string | undefined;
  selected: boolean;
  className: string | undefined;
  indent: number;
  /** The deepest level that is still indented. */
  deepest: number;
}

/** One row of a tree-grid; the grid itself listens to its pointer. */
function RowView<T>(props: Props<T>) {
  const { row, columns, depth, expanded, selected, indent, deepest } = props;
  const Chevron = expanded ? ChevronDown : ChevronRight;
  const first = (
    <>
      {expanded === undefined ? (
        <span className={styles.chevron} />
      ) : (
        <button
          type="button"
          tabIndex={-1}
          data-toggle=""
          aria-label={props.toggleLabel}
          className={styles.chevron}
        >
          <Chevron size={13} />
        </button>
      )}
      {depth > deepest && (
        <span className={styles.depth} aria-hidden="true">
          {depth + 1}
        </span>
      )}
    </>
  );
  return (
    <div
      id={props.id}
      role="row"
      aria-label={props.label}
      aria-rowindex={props.rowIndex}
      aria-level={depth + 1}
      aria-posinset={props.position}
      aria-setsize={props.siblings}
      aria-expanded={expanded}
      aria-selected={selected}
      data-index={props.index}
      className={classNames(styles.row, selected && styles.selected, props.className)}
      style={{ top: props.y }}
    >
      {columns.map(({ title, right, optional, className, cell, empty }, column) => (
        <span
          key={title}
          role="gridcell"
          aria-colindex={column + 1}
          className={classNames(
            right && styles.right,
            optional && styles.optional,
            column === 0 && styles.first,
            empty?.(row) && styles.empty,
            columns[column + 1]?.empty?.(row) && styles.wide,
            className,
          )}
          style={column === 0 ? { paddingLeft: 6 + Math.min(depth, deepest) * indent } : undefined}
        >
          {column === 0 ? first : null}
          {column === 0 ? <span className={styles.content}>{cell(row)}</span> : cell(row)}
        </span>
      ))}
    </div>
  );
}

export const TreeGridRowView = memo(RowView) as typeof RowView;
