// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid cannot be an HTML table
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and points at its active descendant
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type PointerEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { classNames, useScaledScroll, VirtualRows } from '../base';
import { useBlocks } from './blocks';
import styles from './Hex.module.css';
import { byteMove, ROW, ROW_WIDTH, rowCount, WIDTH } from './hexRows';
import { letterOf } from './search';

/** Bytes from `start` up to `end`; `from` is the pane they were selected in. */
export interface Selection {
  start: number;
  end: number;
  from: 'hex' | 'fields' | 'nodes' | 'search';
}

interface Props {
  bytesId: string;
  total: number;
  selection: Selection | null;
  /** Marked as what cannot be decoded. */
  fault: { start: number; end: number } | null;
  onSelect(start: number, end: number): void;
  onCopy(): void;
}

/** Bytes as hexadecimal numbers and letters, sixteen a row. */
export function HexPane({ bytesId, total, selection, fault, onSelect, onCopy }: Props) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<number | null>(null);
  const [cursor, setCursor] = useState(0);
  const { want, byteAt } = useBlocks(bytesId);

  const rows = rowCount(total);
  const scroll = useScaledScroll(scroller, { rows, rowHeight: ROW, overscan: 0 });
  const { first, end, extent } = scroll;

  useEffect(() => {
    if (end > first) want(first * WIDTH, Math.min(end * WIDTH, total));
  }, [want, first, end, total]);

  /** Brings a byte into view, a third from the top when it was far away. */
  function show(offset: number) {
    const row = Math.floor(offset / WIDTH);
    const seen = scroll.top / ROW;
    const visible = extent.viewport / ROW;
    const far = row < seen - visible || row > seen + 2 * visible;
    if (far) scroll.scrollTo({ top: (row - visible / 3) * ROW });
    else scroll.reveal(row);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: only another selection moves the view
  useEffect(() => {
    if (!selection || selection.from === 'hex') return;
    anchor.current = null;
    setCursor(selection.start);
    show(selection.start);
  }, [selection]);

  function select(offset: number, extend: boolean) {
    if (!extend || anchor.current === null) anchor.current = offset;
    setCursor(offset);
    onSelect(Math.min(anchor.current, offset), Math.max(anchor.current, offset) + 1);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey) return;
    const edge = (event.ctrlKey || event.metaKey) && { Home: 0, End: total - 1 }[event.key];
    const to =
      typeof edge === 'number'
        ? edge
        : event.ctrlKey || event.metaKey
          ? null
          : byteMove(cursor, event.key, total, scroll.page);
    if (to === null) return;
    event.preventDefault();
    select(to, event.shiftKey);
    show(to);
  }

  function onPointer(event: PointerEvent, extend: boolean) {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    const offset = target instanceof HTMLElement ? target.dataset.offset : undefined;
    if (offset !== undefined) select(Number(offset), extend);
  }

  const marked = (offset: number) =>
    classNames(
      selection && offset >= selection.start && offset < selection.end && styles.selected,
      offset === cursor && styles.cursor,
      fault && offset >= fault.start && offset < fault.end && styles.fault,
    );
  const places = Array.from({ length: WIDTH }, (_, place) => place);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Bytes"
      aria-rowcount={rows}
      aria-colcount={WIDTH + 2}
      aria-multiselectable="true"
      aria-activedescendant={cursor >= first * WIDTH && cursor < end * WIDTH ? `${id}-${cursor}` : undefined}
      tabIndex={0}
      className={styles.hex}
      onScroll={scroll.onScroll}
      onKeyDown={onKeyDown}
      onCopy={(event: ClipboardEvent) => {
        event.preventDefault();
        onCopy();
      }}
      onPointerDown={(event) => {
        if (event.button === 0) onPointer(event, event.shiftKey);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1 && anchor.current !== null) onPointer(event, true);
      }}
    >
      <VirtualRows scroll={scroll} width={ROW_WIDTH}>
        {(row, y) => {
          const start = row * WIDTH;
          const shown = places.filter((place) => start + place < total);
          return (
            <div key={row} role="row" aria-rowindex={row + 1} className={styles.row} style={{ top: y }}>
              <span role="rowheader" className={styles.offset}>
                {start.toString(16).padStart(8, '0')}
              </span>
              <span role="presentation" className={styles.bytes}>
                {shown.map((place) => {
                  const byte = byteAt(start + place);
                  return (
                    <span
                      key={place}
                      id={`${id}-${start + place}`}
                      role="gridcell"
                      aria-selected={
                        selection !== null &&
                        start + place >= selection.start &&
                        start + place < selection.end
                      }
                      data-offset={start + place}
                      className={classNames(styles.byte, marked(start + place))}
                    >
                      {byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')}
                    </span>
                  );
                })}
              </span>
              <span role="gridcell" className={styles.letters}>
                {shown.map((place) => {
                  const byte = byteAt(start + place);
                  return (
                    <span key={place} data-offset={start + place} className={marked(start + place)}>
                      {byte === undefined ? ' ' : letterOf(byte)}
                    </span>
                  );
                })}
              </span>
            </div>
          );
        }}
      </VirtualRows>
    </div>
  );
}
