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

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element || current < 0) return;
    const top = current * height;
    const room = element.clientHeight - height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + room) element.scrollTop = top + height - room;
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
