import { type RefObject, type UIEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Rows drawn above and below those in view. */
const OVERSCAN = 8;

export interface RowWindow {
  /** Of the element that scrolls and holds a header of one row's height. */
  scroller: RefObject<HTMLDivElement | null>;
  onScroll(event: UIEvent<HTMLDivElement>): void;
  /** The rows to draw: from `first` up to, without it, `end`. */
  first: number;
  end: number;
  /** How many rows a page key moves by; at least 1. */
  page: number;
}

/**
 * Which of `count` rows of `height` pixels a virtual tree-grid draws. It scrolls so that
 * the row `current` stays in view; a negative one is none.
 */
export function useRowWindow(count: number, height: number, current: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 0 });
  const latest = useRef(current);
  latest.current = current;

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let known = element.clientHeight;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(() => {
      if (isInside(element, known, height, latest.current)) reveal(element, height, latest.current);
      known = element.clientHeight;
      measure();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height]);

  useEffect(() => {
    if (scroller.current) reveal(scroller.current, height, current);
  }, [current, height]);

  return {
    scroller,
    onScroll: ({ currentTarget }) =>
      setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight }),
    first: Math.max(0, Math.floor(view.top / height) - OVERSCAN),
    end: Math.min(count, Math.ceil((view.top + view.height) / height) + OVERSCAN),
    page: Math.max(1, Math.floor(view.height / height) - 2),
  };
}

/** True when all of a row is on show below the header while the element is `shown` pixels high. */
function isInside({ scrollTop }: Element, shown: number, height: number, row: number): boolean {
  return row >= 0 && row * height >= scrollTop && (row + 2) * height <= scrollTop + shown;
}

/** Scrolls so that all of a row is on show, and the row below the header is a whole one. */
function reveal(element: Element, height: number, row: number): void {
  if (row < 0 || isInside(element, element.clientHeight, height, row)) return;
  const above = row * height < element.scrollTop;
  const room = Math.max(1, Math.floor(element.clientHeight / height) - 1);
  element.scrollTop = (above ? row : row - room + 1) * height;
}
