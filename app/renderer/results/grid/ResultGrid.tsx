// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
import {
  type CSSProperties,
  memo,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { formatCount } from '../../../shared/figures';
import { ContextMenu, useScaledScroll, VirtualRows } from '../../base';
import { isScopedKey, scopedAction } from '../../commands';
import type { ShownRows } from '../../query';
import { gridViewState } from '../gridViewState';
import { useGoToMatch } from '../view';
import { CellDetail, type DetailOf } from './CellDetail';
import { columnEdges, columnsInView } from './columns';
import { copySelection } from './copySelection';
import styles from './Grid.module.css';
import { GridHeader } from './GridHeader';
import { GridRow, selectionIn } from './GridRow';
import { moveByKey, rangeOf, type Selection, selectCell } from './selection';
import { useGridPointer } from './useGridPointer';
import { useHeldView } from './useHeldView';
import { useWidths } from './useWidths';

/** As `--row` in the tokens. */
const ROW_HEIGHT = 24;
const HEADER_HEIGHT = 30;
/** Pixels of a digit in the gutter, and its padding. */
const DIGIT = 7;
const GUTTER_PADDING = 20;
const FIRST_CELL = { row: 0, column: 0 };

/** The rows of one query: virtual in both directions, moved through by mouse and keyboard. */
export const ResultGrid = memo(function ResultGrid({ rows }: { rows: ShownRows }) {
  const { queryId, columns, count } = rows;
  const gridId = useId();
  const element = useRef<HTMLDivElement>(null);
  const [state] = useState(() => gridViewState(queryId, columns.length));
  const { pages } = state;
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  const [selection, setSelection] = useState(state.selection);
  const [detail, setDetail] = useState<DetailOf | null>(null);
  const [menu, setMenu] = useState<{ x: number; y: number } | null>(null);

  const scroll = useScaledScroll(element, {
    rows: count,
    rowHeight: ROW_HEIGHT,
    header: HEADER_HEIGHT,
    initial: state,
  });
  const { first, end } = scroll;
  const { widths, resize, fit, fitNew } = useWidths(element, columns, pages, { first, end });
  const edges = useMemo(() => columnEdges(widths), [widths]);
  const gutter = Math.max(44, formatCount(count).length * DIGIT + GUTTER_PADDING);
  const width = gutter + (edges.at(-1) ?? 0);
  const room = scroll.width - gutter;
  const columnView = columnsInView(edges, scroll.left, room);

  const isReady = count === 0 || pages.cell((first + end) >> 1, columnView.first) !== undefined;
  const view = useHeldView(scroll, isReady);
  const shown = columnsInView(edges, view.left, room);
  const range = selection && rangeOf(selection);

  useEffect(
    () =>
      pages.want({
        rows: { first, end },
        columns: { first: columnView.first, end: columnView.end },
        total: count,
      }),
    [pages, first, end, count, columnView.first, columnView.end],
  );
  useEffect(() => () => pages.rest(), [pages]);

  // What is on show stays where it is while columns to its left get their width.
  const { scrollTo } = scroll;
  const grown = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: values come with a version of the pages, or into view
  useLayoutEffect(() => {
    grown.current += fitNew(columnView);
  }, [version, columnView.first, columnView.end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the columns have their new widths
  useLayoutEffect(() => {
    if (grown.current !== 0) scrollTo({ left: scroll.left + grown.current });
    grown.current = 0;
  }, [widths, scrollTo]);
  useLayoutEffect(() => {
    Object.assign(state, { top: scroll.top, left: scroll.left, selection });
  });

  const size = { rows: count, columns: columns.length, pageRows: scroll.page };

  function reveal({ focus }: Selection) {
    const from = edges[focus.column] ?? 0;
    const to = edges[focus.column + 1] ?? 0;
    const left =
      from < scroll.left ? from : to > scroll.left + room ? Math.min(from, to - room) : scroll.left;
    if (left !== scroll.left) scroll.scrollTo({ left });
    scroll.reveal(focus.row);
  }

  function select(next: Selection, show = true) {
    setSelection(next);
    if (show) reveal(next);
  }

  useGoToMatch(queryId, (cell) => select(selectCell(cell)));

  function openDetail(cell: { row: number; column: number }) {
    const box = document.getElementById(`${gridId}-${cell.row}-${cell.column}`)?.getBoundingClientRect();
    const field = columns[cell.column];
    if (box && field) setDetail({ ...cell, queryId, field, place: pages.cell(cell.row, cell.column), box });
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
    if (isScopedKey(event, 'grid.copy')) copy(false);
    else if (isScopedKey(event, 'grid.copyWithHeader')) copy(true);
    else if (isScopedKey(event, 'grid.showCell') && selection) openDetail(selection.focus);
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
  // The same for every render: the header keeps what it drew.
  const latest = useRef({ fit, pointer, count });
  latest.current = { fit, pointer, count };
  const onFit = useCallback((column: number) => latest.current.fit(column), []);
  const onSelect = useCallback((column: number) => {
    if (latest.current.count > 0) latest.current.pointer.selectColumn(column);
  }, []);

  const focus = selection?.focus;
  const isFocusShown =
    focus &&
    focus.row >= view.first &&
    focus.row < view.end &&
    focus.column >= shown.first &&
    focus.column < shown.end;
  return (
    <>
      <div
        ref={element}
        role="grid"
        aria-label="Result rows"
        aria-rowcount={count + 1}
        aria-colcount={columns.length + 1}
        aria-multiselectable="true"
        aria-activedescendant={isFocusShown ? `${gridId}-${focus.row}-${focus.column}` : undefined}
        data-testid="results-grid"
        tabIndex={0}
        className={styles.grid}
        style={{ '--shift': `${-view.left}px` } as CSSProperties}
        onScroll={scroll.onScroll}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
        {...pointer.handlers}
      >
        <GridHeader
          {...{ columns, edges, gutter, onSelect, onFit }}
          width={scroll.width}
          first={shown.first}
          end={shown.end}
          height={HEADER_HEIGHT}
          onResize={resize}
        />
        <VirtualRows scroll={view} width={width} fixed>
          {(row, y) => (
            <GridRow
              key={row}
              {...{ gridId, row, y, columns, edges, gutter, pages }}
              {...selectionIn(range, row)}
              stamp={pages.stampOf(row, shown)}
              focus={focus?.row === row ? focus.column : null}
              first={shown.first}
              end={shown.end}
            />
          )}
        </VirtualRows>
      </div>
      <CellDetail detail={detail} onClose={() => setDetail(null)} />
      <ContextMenu
        label="Selected cells"
        at={menu}
        onClose={() => setMenu(null)}
        actions={[
          scopedAction('grid.copy', () => copy(false)),
          scopedAction('grid.copyWithHeader', () => copy(true)),
        ]}
      />
    </>
  );
});
