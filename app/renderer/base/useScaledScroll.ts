import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clampTop, type Extent, isScaled, scrollTopOf, topOf } from './scroll';

export interface GridScroll {
  /** Pixels below the first row's top edge and right of the first column's left edge that the viewport begins at. */
  top: number;
  left: number;
  /** The element's own scroll position: rows are placed relative to it. */
  scrollTop: number;
  /** Of the whole element, header and gutter included. */
  width: number;
  height: number;
  scrollTo(place: { top?: number; left?: number }): void;
  onScroll(): void;
}

/** Keeps the viewport of a grid whose rows may be taller than an element can be. */
export function useGridScroll(
  element: RefObject<HTMLDivElement | null>,
  rows: number,
  rowHeight: number,
  headerHeight: number,
  initial: { top: number; left: number },
): GridScroll {
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [place, setPlace] = useState({ ...initial, scrollTop: 0 });
  const extent: Extent = { rows, rowHeight, viewport: Math.max(0, size.height - headerHeight) };
  const latest = useRef({ extent, top: initial.top, own: -1 });
  latest.current.extent = extent;

  const scrollTo = useCallback(
    (to: { top?: number; left?: number }) => {
      const target = element.current;
      if (!target) return;
      const state = latest.current;
      state.top = clampTop(to.top ?? state.top, state.extent);
      target.scrollTop = scrollTopOf(state.top, state.extent);
      if (to.left !== undefined) target.scrollLeft = to.left;
      state.own = target.scrollTop;
      setPlace({ top: state.top, left: target.scrollLeft, scrollTop: target.scrollTop });
    },
    [element],
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
    setPlace({ top: state.top, left: target.scrollLeft, scrollTop: target.scrollTop });
  }, [element]);

  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setSize({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);

  // Once there is a height the remembered place can be scrolled to; a growing result keeps its place.
  const { top: initialTop, left: initialLeft } = initial;
  const restored = useRef(false);
  useLayoutEffect(() => {
    if (size.height === 0) return;
    if (!restored.current) {
      restored.current = true;
      scrollTo({ top: initialTop, left: initialLeft });
    } else if (isScaled({ rows, rowHeight, viewport: 0 })) scrollTo({});
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

  return { ...place, ...size, scrollTo, onScroll };
}
