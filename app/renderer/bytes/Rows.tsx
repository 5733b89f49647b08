// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import { ChevronDown, ChevronRight } from 'lucide-react';
import { type CSSProperties, type KeyboardEvent, type ReactNode, useId } from 'react';
import { classNames, useRowWindow } from '../base';
import styles from './Rows.module.css';
import { useWidth } from './useWidth';

/** As `.row` in the style sheet, in pixels. */
const ROW = 22;
const INDENT = 8;
/** Of the first column that no indent takes, in pixels; rows further in tell their level. */
const ROOM = 116;

export interface Column<T> {
  title: string;
  /** Numbers stand at the right. */
  right?: boolean;
  /** Left out where the pane is narrow. */
  optional?: boolean;
  cell(row: T): ReactNode;
  /** True where the column has nothing to show, and leaves its place to the one before. */
  empty?(row: T): boolean;
}

/** A row's place in the tree; `expanded` is undefined for rows without any below them. */
export interface Place {
  key: string;
  depth: number;
  expanded?: boolean | undefined;
}

interface Props<T> {
  label: string;
  columns: readonly Column<T>[];
  /** Grid widths of the columns; `narrow` without the optional ones. */
  widths: string;
  narrow: string;
  rows: readonly T[];
  place(row: T): Place;
  /** Key of the selected row. */
  selected: string | null;
  alarming?(row: T): boolean;
  onSelect(row: T): void;
  onToggle(row: T): void;
  /** The row a key moves to, or null. */
  move(index: number, key: string, page: number): number | null;
}

/** A virtual tree-grid: only the rows in view are in the document. */
export function Rows<T>(props: Props<T>) {
  const { label, columns, widths, narrow, rows, place, selected, alarming, onSelect, onToggle, move } = props;
  const id = useId();
  const index = rows.findIndex((row) => place(row).key === selected);

  const { element: measured, width } = useWidth();
  const deepest = Math.max(0, Math.floor((width - ROOM) / INDENT));
  const { scroller, onScroll, first, end, page } = useRowWindow(rows.length, ROW, index);

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroller.current) return;
    const row = rows[index];
    const toggles =
      (event.key === 'ArrowRight' && row && place(row).expanded === false) ||
      (event.key === 'ArrowLeft' && row && place(row).expanded === true) ||
      event.key === 'Enter' ||
      event.key === ' ';
    if (toggles && row) {
      event.preventDefault();
      onToggle(row);
      return;
    }
    const to = move(Math.max(index, 0), event.key, page);
    const next = to === null ? undefined : rows[index < 0 ? 0 : to];
    if (!next) return;
    event.preventDefault();
    onSelect(next);
  }

  const shownRow = index >= first && index < end;
  return (
    <div
      ref={scroller}
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={shownRow ? `${id}-${index}` : undefined}
      tabIndex={0}
      className={styles.rows}
      style={{ '--columns': widths, '--narrow': narrow } as CSSProperties}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      <div role="row" aria-rowindex={1} className={styles.header}>
        {columns.map(({ title, right, optional }, column) => (
          <span
            key={title}
            ref={column === 0 ? measured : undefined}
            role="columnheader"
            className={classNames(right && styles.right, optional && styles.optional)}
          >
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className={styles.body} style={{ height: rows.length * ROW }}>
        {rows.slice(first, end).map((row, offset) => {
          const { key, depth, expanded } = place(row);
          const Chevron = expanded ? ChevronDown : ChevronRight;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the treegrid handles the keys of all its rows
            <div
              key={key}
              id={`${id}-${first + offset}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={first + offset + 2}
              aria-level={depth + 1}
              aria-expanded={expanded}
              aria-selected={key === selected}
              className={classNames(
                styles.row,
                key === selected && styles.selected,
                alarming?.(row) && styles.alarming,
              )}
              style={{ top: (first + offset) * ROW }}
              onClick={() => {
                scroller.current?.focus({ preventScroll: true });
                onSelect(row);
              }}
              onDoubleClick={() => onToggle(row)}
            >
              {columns.map(({ title, right, optional, cell, empty }, column) => (
                <span
                  key={title}
                  role="gridcell"
                  className={classNames(
                    right && styles.right,
                    optional && styles.optional,
                    column === 0 && styles.first,
                    empty?.(row) && styles.empty,
                    columns[column + 1]?.empty?.(row) && styles.wide,
                  )}
                  style={column === 0 ? { paddingLeft: 6 + Math.min(depth, deepest) * INDENT } : undefined}
                >
                  {column === 0 &&
                    (expanded === undefined ? (
                      <span className={styles.chevron} />
                    ) : (
                      <button
                        type="button"
                        tabIndex={-1}
                        aria-label={expanded ? 'Hide what is inside' : 'Show what is inside'}
                        className={styles.chevron}
                        onClick={(event) => {
                          event.stopPropagation();
                          onToggle(row);
                        }}
                      >
                        <Chevron size={12} />
                      </button>
                    ))}
                  {column === 0 && depth > deepest && (
                    <span className={styles.depth} aria-hidden="true">
                      {depth + 1}
                    </span>
                  )}
                  <span className={styles.text}>{cell(row)}</span>
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
