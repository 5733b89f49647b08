// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
} from 'react';
import { classNames } from './classNames';
import { type TreeGridColumn, TreeGridRowView } from './TreeGridRowView';
import { PlacedRows, type TreeGridRow, treeGridKey } from './treeGridRows';
import { useScaledScroll } from './useScaledScroll';
import { useWidth } from './useWidth';
import { VirtualRows } from './VirtualRows';
import styles from './VirtualTreeGrid.module.css';

/** Pixels of the first column that no indent takes: rows further in tell their level. */
const ROOM = 116;
/** Milliseconds within which typed letters belong to one word. */
const WORD_MS = 700;

export interface VirtualTreeGridProps<T> {
  label: string;
  /** The visible rows in reading order, without those below a collapsed row. */
  rows: readonly T[];
  place(row: T): TreeGridRow;
  columns: readonly TreeGridColumn<T>[];
  /** Widths of the columns as a CSS grid; `narrow` without the optional ones. */
  widths: string;
  narrow?: string;
  /** Least width of a row, in CSS; below it the grid scrolls sideways. Default none. */
  minWidth?: string;
  /** In pixels. */
  rowHeight: number;
  /** Pixels of a level. */
  indent: number;
  /** Shows the titles of the columns above the rows. Default true. */
  header?: boolean;
  className?: string | undefined;
  rowClass?(row: T): string | undefined;
  /** What the button of a row does, for screen readers. */
  toggleLabel?(row: T, expanded: boolean): string;
  /** Key of the selected row; it is the one that the keys act on. */
  selected: string | null;
  /** Key of a row that is scrolled into view when it becomes another one. */
  revealed?: string | null;
  onSelect(row: T): void;
  onToggle(row: T): void;
  /** A click, after `onSelect`. */
  onClick?(row: T): void;
  /** Enter and double click. Default `onToggle`. */
  onAction?(row: T): void;
  /** A key on the selected row before the grid reads it. Returns whether it was handled. */
  onKey?(row: T, event: KeyboardEvent): boolean;
  /** A right click or the menu key; `at` is a place in the window. */
  onMenu?(row: T, at: { x: number; y: number }): void;
  testId?: string;
}

/**
 * Rows that unfold to more rows, under columns: a tree-grid of any length, of which only the rows in
 * view are in the document. Arrow keys, Home, End and page keys move, Right and Left open and close,
 * Enter acts, letters find a row by its label.
 */
export function VirtualTreeGrid<T>(props: VirtualTreeGridProps<T>) {
  const { label, rows, place, columns, widths, narrow = widths, rowHeight, indent, selected } = props;
  const { header = true, onSelect, onToggle, onAction = onToggle, onKey, onMenu, rowClass } = props;
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: '', at: 0 });
  const places = useMemo(() => {
    const at = (index: number) => {
      const row = rows[index];
      return row && place(row);
    };
    return new PlacedRows(rows.length, at);
  }, [rows, place]);
  const index = useMemo(() => places.indexOf(selected), [places, selected]);

  const { element: measured, width } = useWidth();
  const deepest = header ? Math.max(0, Math.floor((width - ROOM) / indent)) : Number.POSITIVE_INFINITY;
  const scroll = useScaledScroll(element, {
    rows: rows.length,
    rowHeight,
    header: header ? rowHeight : 0,
    overscan: 8,
    keep: index,
  });

  const { reveal } = scroll;
  // Once for each selection: rows that expand above it do not move the view.
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (index < 0 || followed.current === selected) return;
    followed.current = selected;
    reveal(index);
  }, [index, selected, reveal]);
  const { revealed = null } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that move are not followed
  useEffect(() => reveal(places.indexOf(revealed)), [revealed, reveal]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.target !== element.current) return;
    const row = rows[index];
    if (row && onKey?.(row, event)) {
      event.preventDefault();
      return;
    }
    const edge = event.key === 'Home' || event.key === 'End';
    if ((event.ctrlKey || event.metaKey) && !edge) return;
    if (act(event)) event.preventDefault();
  }

  /** Does what a key stands for; false where it is not one of this grid's. */
  function act({ key, timeStamp }: KeyboardEvent): boolean {
    const word = timeStamp - typed.current.at < WORD_MS ? typed.current.text : '';
    if (key.length === 1 && (key !== ' ' || word)) {
      typed.current = { text: word + key, at: timeStamp };
      const found = rows[places.findByLabel(index, word + key)];
      if (found) onSelect(found);
      return found !== undefined;
    }
    const action = treeGridKey(places, index, key, scroll.page);
    const target = action && rows[action.index];
    if (!target) return false;
    // Of a row that is selected already: it may have been scrolled away.
    reveal(action.index);
    if (action.kind === 'select') onSelect(target);
    else if (action.kind === 'toggle') onToggle(target);
    else onAction(target);
    return true;
  }

  function onClick(event: MouseEvent) {
    const hit = hitOf(event.target);
    const row = hit && rows[hit.index];
    if (!row || hit.control) return;
    if (hit.toggle) onToggle(row);
    else {
      element.current?.focus({ preventScroll: true });
      onSelect(row);
      props.onClick?.(row);
    }
  }

  function onDoubleClick(event: MouseEvent) {
    const hit = hitOf(event.target);
    const row = hit && rows[hit.index];
    if (row && !hit.control && !hit.toggle) onAction(row);
  }

  function onContextMenu(event: MouseEvent) {
    if (!onMenu) return;
    const hit = hitOf(event.target);
    // The menu key acts on the grid, which has the focus.
    const row = rows[hit?.index ?? index];
    if (!row) return;
    event.preventDefault();
    const box = hit ? null : document.getElementById(`${id}-${index}`)?.getBoundingClientRect();
    onMenu(row, box ? { x: box.left + 20, y: box.bottom } : { x: event.clientX, y: event.clientY });
  }

  const shown = index >= scroll.first && index < scroll.end;
  const sizes = { '--columns': widths, '--narrow': narrow, '--row-height': `${rowHeight}px` };
  return (
    <div
      ref={element}
      role="treegrid"
      aria-label={label}
      aria-rowcount={rows.length + (header ? 1 : 0)}
      aria-colcount={columns.length}
      aria-activedescendant={shown ? `${id}-${index}` : undefined}
      data-testid={props.testId}
      tabIndex={0}
      className={classNames(styles.grid, props.className)}
      style={{ ...sizes, '--min-width': props.minWidth ?? '0' } as CSSProperties}
      onScroll={scroll.onScroll}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
      onContextMenu={onContextMenu}
    >
      {header && (
        <div role="row" aria-rowindex={1} className={styles.header}>
          {columns.map(({ title, right, optional }, column) => (
            <span
              key={title}
              ref={column === 0 ? measured : undefined}
              role="columnheader"
              aria-colindex={column + 1}
              className={classNames(right && styles.right, optional && styles.optional)}
            >
              {title}
            </span>
          ))}
        </div>
      )}
      <VirtualRows scroll={scroll} className={styles.rows}>
        {(at, y) => {
          const row = rows[at];
          const placed = places.at(at);
          if (!row || !placed) return null;
          const { key, depth, expanded, position, siblings } = placed;
          return (
            <TreeGridRowView
              key={key}
              {...{ row, columns, y, depth, expanded, position, siblings, indent, deepest }}
              id={`${id}-${at}`}
              index={at}
              rowIndex={at + (header ? 2 : 1)}
              label={placed.label}
              toggleLabel={
                expanded === undefined ? undefined : (props.toggleLabel ?? toggleLabel)(row, expanded)
              }
              selected={at === index}
              className={rowClass?.(row)}
            />
          );
        }}
      </VirtualRows>
    </div>
  );
}

function toggleLabel(_row: unknown, expanded: boolean): string {
  return expanded ? 'Collapse' : 'Expand';
}

/** The row under the pointer, and whether its chevron or another button of it is. */
function hitOf(target: EventTarget): { index: number; toggle: boolean; control: boolean } | null {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (!row || !(target instanceof Element)) return null;
  const toggle = target.closest('[data-toggle]') !== null;
  return {
    index: Number(row.dataset['index']),
    toggle,
    control: !toggle && target.closest('button') !== null,
  };
}
