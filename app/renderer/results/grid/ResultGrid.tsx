// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
import { useEffect, useId, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { formatCount } from '../../../shared/figures';
import { ContextMenu } from '../../base';
import type { ShownRows } from '../../query';
import { memoryOf } from '../memory';
import { CellDetail, type DetailOf } from './CellDetail';
import { columnEdges, columnsInView } from './columns';
import { copySelection } from './copySelection';
import styles from './Grid.module.css';
import { GridHeader } from './GridHeader';
import { GridRow, selectionIn } from './GridRow';
import { type Extent, elementHeight, rowsInView, topToShow } from './scroll';
import { moveByKey, rangeOf, type Selection, selectCell } from './selection';
import { useGridPointer } from './useGridPointer';
import { useGridScroll } from './useGridScroll';
import { useWidths } from './useWidths';

/** As `--row` in the tokens. */
const ROW_HEIGHT = 24;
const HEADER_HEIGHT = 30;
/** Pixels of a digit in the gutter, and its padding. */
const DIGIT = 7;
const GUTTER_PADDING = 20;
/** Rows drawn beyond the viewport on either side. */
const OVERSCAN = 6;
const FIRST_CELL = { row: 0, column: 0 };

/** The rows of one query: virtual in both directions, moved through by mouse and keyboard. */
export function ResultGrid({ rows }: { rows: ShownRows }) {
  const { queryId, columns, count } = rows;
  const gridId = useId();
  const element = useRef<HTMLDivElement>(null);
  const [memory] = useState(() => memoryOf(queryId, columns.length));
  const { pages } = memory;
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  const [selection, setSelection] = useState(memory.selection);
  const [detail, setDetail] = useState<DetailOf | null>(null);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);

  const scroll = useGridScroll(element, count, ROW_HEIGHT, HEADER_HEIGHT, memory);
  const { widths, resize, fit } = useWidths(element, columns, pages, Math.min(count, 100), version);
  const edges = columnEdges(widths);
  const gutter = Math.max(44, formatCount(count).length * DIGIT + GUTTER_PADDING);
  const width = gutter + (edges.at(-1) ?? 0);
  const extent: Extent = {
    rows: count,
    rowHeight: ROW_HEIGHT,
    viewport: Math.max(0, scroll.height - HEADER_HEIGHT),
  };
  const view = rowsInView(scroll.top, extent, OVERSCAN);
  const columnView = columnsInView(edges, scroll.left, scroll.width - gutter);
  const range = selection && rangeOf(selection);

  useEffect(
    () => pages.want(view.first, view.end, count, { first: columnView.first, end: columnView.end }),
    [pages, view.first, view.end, count, columnView.first, columnView.end],
  );
  useLayoutEffect(() => {
    Object.assign(memory, { top: scroll.top, left: scroll.left, selection });
  });

  const size = {
    rows: count,
    columns: columns.length,
    pageRows: Math.max(1, Math.floor(extent.viewport / ROW_HEIGHT) - 1),
  };

  function reveal({ focus }: Selection) {
    const from = edges[focus.column] ?? 0;
    const to = edges[focus.column + 1] ?? 0;
    const room = scroll.width - gutter;
    const left =
      from < scroll.left ? from : to > scroll.left + room ? Math.min(from, to - room) : scroll.left;
    scroll.scrollTo({ top: topToShow(focus.row, scroll.top, extent), left });
  }

  function select(next: Selection, show = true) {
    setSelection(next);
    if (show) reveal(next);
  }

  function openDetail(cell: { row: number; column: number }) {
    const box = document.getElementById(`${gridId}-${cell.row}-${cell.column}`)?.getBoundingClientRect();
    const column = columns[cell.column];
    if (box && column) setDetail({ ...cell, field: column, place: pages.cell(cell.row, cell.column), box });
  }

  function copy(withHeaders: boolean) {
    if (range) void copySelection(queryId, columns, range, withHeaders);
  }

  /** Keys that enter the grid find a cell to start from, and in view; a mouse chooses its own. */
  function onFocus({ target, relatedTarget }: React.FocusEvent) {
    if (target !== element.current || !target.matches(':focus-visible')) return;
    if (!selection && size.rows > 0 && size.columns > 0) select(selectCell(FIRST_CELL));
    // From nowhere the focus comes when the window does: what was scrolled to stays.
    else if (selection && relatedTarget) reveal(selection);
  }

  function onKeyDown(event: React.KeyboardEvent) {
    const mod = event.ctrlKey || event.metaKey;
    if (event.altKey || event.target !== element.current) return;
    if (mod && event.key.toLowerCase() === 'c') copy(event.shiftKey);
    else if (event.key === 'Enter' && selection && !mod) openDetail(selection.focus);
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenuAtFocus();
    else {
      const next = moveByKey(selection, { key: event.key, mod, shift: event.shiftKey }, size);
      if (!next) return;
      const all = mod && event.key.toLowerCase() === 'a';
      select(next, !all);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  function openMenuAtFocus() {
    const focus = selection?.focus;
    const cell = focus && document.getElementById(`${gridId}-${focus.row}-${focus.column}`);
    const box = (cell ?? element.current)?.getBoundingClientRect();
    if (box) setMenu({ x: box.left + 8, y: box.top + (cell ? box.height : HEADER_HEIGHT) });
  }

  const pointer = useGridPointer({ element, selection, size, select, openDetail, openMenu: setMenu });
  const drawn = [];
  for (let row = view.first; row < view.end; row += 1) {
    const focus = selection?.focus.row === row ? selection.focus.column : null;
    drawn.push(
      <GridRow
        key={row}
        {...{ gridId, row, columns, edges, gutter, pages, version, focus }}
        {...selectionIn(range, row)}
        first={columnView.first}
        end={columnView.end}
        y={scroll.scrollTop + row * ROW_HEIGHT - scroll.top}
      />,
    );
  }

  return (
    <>
      <div
        ref={element}
        role="grid"
        aria-label="Result rows"
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={
          selection ? `${gridId}-${selection.focus.row}-${selection.focus.column}` : undefined
        }
        data-testid="results-grid"
        tabIndex={0}
        className={styles.grid}
        onScroll={scroll.onScroll}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        {...pointer.handlers}
      >
        <GridHeader
          {...{ columns, edges, gutter, width }}
          first={columnView.first}
          end={columnView.end}
          height={HEADER_HEIGHT}
          onSelect={(column) => count > 0 && pointer.selectColumn(column)}
          onResize={resize}
          onFit={(column) => fit(column, view)}
        />
        <div
          role={drawn.length > 0 ? 'rowgroup' : undefined}
          className={styles.body}
          style={{ width, height: elementHeight(extent) }}
        >
          {drawn}
        </div>
      </div>
      <CellDetail detail={detail} onClose={() => setDetail(null)} />
      <ContextMenu
        label="Selected cells"
        at={menu}
        onClose={() => setMenu(null)}
        actions={[
          { id: 'copy', title: 'Copy', run: () => copy(false) },
          { id: 'headers', title: 'Copy with headers', run: () => copy(true) },
        ]}
      />
    </>
  );
}
