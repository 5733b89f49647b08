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
import type { DocumentId } from '../../../shared/identity';
import { useScaledScroll, VirtualRows } from '../../base';
import type { ShownRows } from '../../query';
import { CellDetail, type DetailOf } from '../cell/CellDetail';
import { type Arrangement, moveColumn, pinnedThatFit } from '../columns/arrangement';
import { useArrangement } from '../columns/remembered';
import { gridViewState } from '../gridViewState';
import { useSelectionFacts } from '../selection/useSelectionFacts';
import { useGoToMatch } from '../view';
import { columnEdges, columnsInView, MIN_WIDTH, UNMEASURED } from './columns';
import styles from './Grid.module.css';
import { GridHeader } from './GridHeader';
import { GridMenus, type OpenMenu } from './GridMenus';
import { GridRow, selectionIn } from './GridRow';
import { onGridKey } from './gridKeys';
import { rangeOf, type Selection, selectCell } from './selection';
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
/** Columns beyond those on show whose pages are fetched ahead. */
const AHEAD = 32;

interface Props {
  documentId: DocumentId;
  rows: ShownRows;
}

/** The rows of one query: virtual in both directions, moved through by mouse and keyboard. */
export const ResultGrid = memo(function ResultGrid({ documentId, rows }: Props) {
  const { queryId, columns, count } = rows;
  const gridId = useId();
  const element = useRef<HTMLDivElement>(null);
  const [state] = useState(() => gridViewState(queryId, columns.length));
  const { pages } = state;
  const version = useSyncExternalStore(pages.subscribe, pages.version);
  const [arrangement, arrange] = useArrangement(documentId, columns);
  const { order } = arrangement;
  const [selection, setSelection] = useState(state.selection);
  const [detail, setDetail] = useState<DetailOf | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);

  const scroll = useScaledScroll(element, {
    rows: count,
    rowHeight: ROW_HEIGHT,
    header: HEADER_HEIGHT,
    initial: state,
  });
  const { first, end } = scroll;
  const { widths, resize, fit, fitNew } = useWidths(element, columns, pages, { first, end });
  const edges = useMemo(
    () => columnEdges(order.map((column) => widths[column] ?? UNMEASURED)),
    [order, widths],
  );
  const gutter = Math.max(44, formatCount(count).length * DIGIT + GUTTER_PADDING);
  const width = gutter + (edges.at(-1) ?? 0);
  const pinned = pinnedThatFit(edges, arrangement.pinned, scroll.width - gutter);
  const frozen = edges[pinned] ?? 0;
  const room = scroll.width - gutter - frozen;
  const columnView = columnsInView(edges, scroll.left + frozen, room);

  const middle = order[columnView.first];
  const isReady = count === 0 || middle === undefined || pages.cell((first + end) >> 1, middle) !== undefined;
  const view = useHeldView(scroll, isReady);
  const shown = columnsInView(edges, view.left + frozen, room);
  const shownColumns = useMemo(
    () => [...order.slice(0, pinned), ...order.slice(shown.first, shown.end)],
    [order, pinned, shown.first, shown.end],
  );
  const range = selection && rangeOf(selection);

  useEffect(
    () =>
      pages.want({
        rows: { first, end },
        columns: [...order.slice(0, pinned), ...order.slice(columnView.first, columnView.end)],
        nextColumns: [
          ...order.slice(columnView.end, columnView.end + AHEAD),
          ...order.slice(Math.max(0, columnView.first - AHEAD), columnView.first),
        ],
        total: count,
      }),
    [pages, first, end, count, order, pinned, columnView.first, columnView.end],
  );
  useEffect(() => () => pages.rest(), [pages]);

  // What is on show stays where it is while columns to its left get their width.
  const { scrollTo } = scroll;
  const grown = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: values come with a version of the pages, or into view
  useLayoutEffect(() => {
    grown.current += fitNew({ order, pinned }, columnView);
  }, [version, order, pinned, columnView.first, columnView.end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the columns have their new widths
  useLayoutEffect(() => {
    if (grown.current !== 0) scrollTo({ left: scroll.left + grown.current });
    grown.current = 0;
  }, [widths, scrollTo]);
  useLayoutEffect(() => {
    Object.assign(state, { top: scroll.top, left: scroll.left, selection });
  });
  useSelectionFacts(rows, order, selection);

  // A dialog that a menu opened gives the focus back to the menu, which is gone.
  const dialog = menu?.kind === 'columns' || menu?.kind === 'goTo';
  useEffect(() => {
    if (!dialog) return;
    const grid = element.current;
    return () => grid?.focus({ preventScroll: true });
  }, [dialog]);

  const size = { rows: count, columns: order.length, pageRows: scroll.page };

  function reveal({ focus }: Selection) {
    scroll.reveal(focus.row);
    if (focus.column < pinned) return;
    const from = (edges[focus.column] ?? 0) - frozen;
    const to = (edges[focus.column + 1] ?? 0) - frozen;
    const left =
      from < scroll.left ? from : to > scroll.left + room ? Math.min(from, to - room) : scroll.left;
    if (left !== scroll.left) scroll.scrollTo({ left });
  }

  function select(next: Selection, show = true) {
    setSelection(next);
    if (show) reveal(next);
  }

  useGoToMatch(queryId, ({ row, column }) => {
    const at = order.indexOf(column);
    // A match in a hidden column has no place.
    if (at >= 0) select(selectCell({ row, column: at }));
  });

  /** The selection stays with its column. */
  function rearrange(next: Arrangement) {
    if (next === arrangement) return;
    if (selection) {
      const { row, column } = selection.focus;
      const place = next.order.indexOf(order[column] ?? -1);
      setSelection(selectCell({ row, column: place < 0 ? Math.min(column, next.order.length - 1) : place }));
    }
    arrange(next);
  }

  function openDetail(cell: { row: number; column: number }) {
    const box = boxOf(cell);
    const column = order[cell.column] ?? -1;
    const field = columns[column];
    if (box && field)
      setDetail({ row: cell.row, column, queryId, field, place: pages.cell(cell.row, column), box });
  }

  function boxOf({ row, column }: { row: number; column: number }): DOMRect | undefined {
    return document.getElementById(`${gridId}-${row}-${column}`)?.getBoundingClientRect();
  }

  function openMenuAtFocus(kind: 'cells' | 'column') {
    const focus = selection?.focus ?? FIRST_CELL;
    const grid = element.current?.getBoundingClientRect();
    const cell = boxOf(focus) ?? grid;
    if (!cell || !grid) return;
    const isColumn = kind === 'column';
    const y = isColumn || cell === grid ? grid.top + HEADER_HEIGHT : cell.bottom;
    setMenu({ kind, place: focus.column, at: { x: cell.left + 8, y } });
  }

  /** Keys that enter the grid find a cell to start from, and in view; a mouse chooses its own. */
  function onFocus({ target, relatedTarget }: React.FocusEvent) {
    if (target !== element.current || !target.matches(':focus-visible')) return;
    if (!selection && size.rows > 0 && size.columns > 0) select(selectCell(FIRST_CELL));
    // From nowhere the focus comes when the window does: what was scrolled to stays.
    else if (selection && relatedTarget) reveal(selection);
  }

  const place = selection?.focus.column ?? 0;
  function widen(by: number) {
    const column = order[place];
    if (column !== undefined) resize(column, Math.max(MIN_WIDTH, (widths[column] ?? UNMEASURED) + by));
  }
  const actions = {
    select,
    openDetail,
    openMenu: openMenuAtFocus,
    widen,
    moveColumn: (by: number) => rearrange(moveColumn(arrangement, place, place + by)),
    source: { queryId, columns, order, range },
    goTo: () => setMenu({ kind: 'goTo' }),
  };

  function onKeyDown(event: React.KeyboardEvent) {
    if (event.target !== element.current || !onGridKey(event, selection, size, actions)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  const pointer = useGridPointer({
    element,
    selection,
    size,
    select,
    openDetail,
    openMenu: (at) => setMenu({ kind: 'cells', place: 0, at }),
  });
  // The same for every render: the header keeps what it drew.
  const latest = useRef({ fit, pointer, count, arrangement, rearrange });
  latest.current = { fit, pointer, count, arrangement, rearrange };
  const onFit = useCallback((column: number) => latest.current.fit(column), []);
  const onSelect = useCallback((at: number, extend: boolean) => {
    if (latest.current.count > 0) latest.current.pointer.selectColumn(at, extend);
  }, []);
  const onMove = useCallback(
    (from: number, to: number) => latest.current.rearrange(moveColumn(latest.current.arrangement, from, to)),
    [],
  );
  const onMenu = useCallback(
    (place: number, at: { x: number; y: number }) => setMenu({ kind: 'column', place, at }),
    [],
  );

  const focus = selection?.focus;
  const isFocusShown =
    focus &&
    focus.row >= view.first &&
    focus.row < view.end &&
    (focus.column < pinned || (focus.column >= shown.first && focus.column < shown.end));
  const places = { edges, pinned, gutter, first: shown.first, end: shown.end };
  return (
    <>
      <div
        ref={element}
        role="grid"
        aria-label="Result rows"
        aria-rowcount={count + 1}
        aria-colcount={order.length + 1}
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
          {...places}
          {...{ columns, order, onSelect, onFit, onMove, onMenu }}
          width={scroll.width}
          height={HEADER_HEIGHT}
          onResize={resize}
        />
        <VirtualRows scroll={view} width={width} fixed>
          {(row, y) => (
            <GridRow
              key={row}
              {...places}
              {...{ gridId, row, y, columns, arrangement, pages }}
              {...selectionIn(range, row)}
              stamp={pages.stampOf(row, shownColumns)}
              focus={focus?.row === row ? focus.column : null}
            />
          )}
        </VirtualRows>
      </div>
      <CellDetail detail={detail} onClose={() => setDetail(null)} />
      <GridMenus
        menu={menu}
        onClose={() => setMenu(null)}
        rows={rows}
        arrangement={arrangement}
        range={range}
        onArrange={rearrange}
        onFit={fit}
        onMenu={setMenu}
        onSelect={(next) => {
          // First: the focus shows the selection as it was.
          element.current?.focus({ preventScroll: true });
          select(next);
        }}
        onShowCell={() => selection && openDetail(selection.focus)}
      />
    </>
  );
});
