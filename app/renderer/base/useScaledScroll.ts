import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  clampTop,
  type Extent,
  isScaled,
  isShown,
  rowsInView,
  scrollTopOf,
  topOf,
  topToShow,
  wholeRows,
} from './scaledScroll';

export interface ScrollOptions {
  rows: number;
  /** In pixels. */
  rowHeight: number;
  /** Height of a sticky header above the rows, in pixels. Default 0. */
  header?: number;
  /** Rows drawn beyond the viewport on either side. Default 6. */
  overscan?: number;
  /** A row that stays on show when the element is resized; a negative one is none. Default none. */
  keep?: number;
  /** Where to begin, in pixels. Default the start. */
  initial?: { top: number; left: number };
}

export interface ScaledScroll {
  /** Pixels below the first row's top edge and right of the first column's left edge that the viewport begins at. */
  top: number;
  left: number;
  /** Of the whole element, header included, in pixels. */
  width: number;
  height: number;
  header: number;
  extent: Extent;
  /** The rows to draw, `end` exclusive. */
  first: number;
  end: number;
  /** How many rows a page key moves by; at least 1. */
  page: number;
  scrollTo(place: { top?: number; left?: number }): void;
  /** Scrolls as little as shows all of a row; a negative one is none. */
  reveal(row: number): void;
  onScroll(): void;
}

const START = { top: 0, left: 0 };

/** Keeps the viewport of rows that may be taller together than an element can be; see `VirtualRows`. */
export function useScaledScroll(
  element: RefObject<HTMLElement | null>,
  { rows, rowHeight, header = 0, overscan = 6, keep = -1, initial = START }: ScrollOptions,
): ScaledScroll {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [place, setPlace] = useState(initial);
  const extent: Extent = { rows, rowHeight, viewport: Math.max(0, size.height - header) };
  const latest = useRef({ extent, keep, top: initial.top, own: -1 });
  Object.assign(latest.current, { extent, keep });

  const show = useCallback((next: { top: number; left: number }) => {
    setPlace((before) => (before.top === next.top && before.left === next.left ? before : next));
  }, []);

  const scrollTo = useCallback(
    (to: { top?: number; left?: number }) => {
      const target = element.current;
      if (!target) return;
      const state = latest.current;
      state.top = clampTop(to.top ?? state.top, state.extent);
      target.scrollTop = scrollTopOf(state.top, state.extent);
      if (to.left !== undefined) target.scrollLeft = to.left;
      state.own = target.scrollTop;
      show({ top: state.top, left: target.scrollLeft });
    },
    [element, show],
  );

  const reveal = useCallback(
    (row: number) => {
      const { top, extent } = latest.current;
      if (row < 0 || extent.viewport === 0) return;
      const to = topToShow(row, top, extent);
      if (to !== top) scrollTo({ top: to });
    },
    [scrollTo],
  );

  const onScroll = useCallback(() => {
    const target = element.current;
    if (!target) return;
    const state = latest.current;
    // Where the range is scaled, a position set here is exact only in `top`: do not read it back.
    const own = isScaled(state.extent) && Math.abs(target.scrollTop - state.own) < 1;
    if (!own) {
      state.top = topOf(target.scrollTop, state.extent);
      state.own = -1;
    }
    // Before the frame is drawn: later, every frame of a drag would show the rows of the one before.
    flushSync(() => show({ top: state.top, left: target.scrollLeft }));
  }, [element, show]);

  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const { top, extent, keep } = latest.current;
      const kept = keep >= 0 && isShown(keep, top, extent);
      const next = { width: target.clientWidth, height: target.clientHeight };
      setSize((before) => (before.width === next.width && before.height === next.height ? before : next));
      latest.current.extent = { ...extent, viewport: Math.max(0, next.height - header) };
      if (kept) reveal(keep);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element, header, reveal]);

  // Once there is a height the remembered place can be scrolled to; a growing result keeps its place, and
  // one that shrinks shows its end.
  const { top: initialTop, left: initialLeft } = initial;
  const restored = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after a change of the extent, whichever
  useLayoutEffect(() => {
    if (size.height === 0) return;
    if (!restored.current) {
      restored.current = true;
      if (initialTop > 0 || initialLeft > 0) scrollTo({ top: initialTop, left: initialLeft });
      return;
    }
    const { top, extent } = latest.current;
    if (isScaled(extent) || top > clampTop(top, extent)) scrollTo({});
  }, [rows, rowHeight, size.height, scrollTo, initialTop, initialLeft]);

  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const onWheel = (event: WheelEvent) => {
      const state = latest.current;
      if (!isScaled(state.extent) || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = event.deltaMode === 1 ? rowHeight : event.deltaMode === 2 ? state.extent.viewport : 1;
      scrollTo({ top: state.top + event.deltaY * unit, left: target.scrollLeft + event.deltaX * unit });
    };
    target.addEventListener('wheel', onWheel, { passive: false });
    return () => target.removeEventListener('wheel', onWheel);
  }, [element, rowHeight, scrollTo]);

  return {
    ...place,
    ...size,
    header,
    extent,
    ...rowsInView(place.top, extent, overscan),
    page: Math.max(1, wholeRows(extent) - 1),
    scrollTo,
    reveal,
    onScroll,
  };
}
