import { type PointerEvent, useEffect, useRef, useState } from 'react';

/** Pixels that a press moves before it drags. */
const THRESHOLD = 5;

interface Drop {
  from: number;
  /** The column under the pointer, and whether the right half of it is. */
  over: number;
  behind: boolean;
}

/** Drags the heading of a column to another place; Escape leaves it where it was. */
export function useColumnDrag(onMove: (from: number, to: number) => void) {
  const pressed = useRef<{ place: number; x: number } | null>(null);
  const dragged = useRef(false);
  const [drop, setDrop] = useState<Drop | null>(null);
  const latest = useRef(drop);
  latest.current = drop;

  function show(next: Drop | null) {
    const now = latest.current;
    if (next?.over !== now?.over || next?.behind !== now?.behind || next?.from !== now?.from) setDrop(next);
  }

  function end(moves: boolean) {
    const target = latest.current;
    pressed.current = null;
    setDrop(null);
    if (!moves || !target) return;
    const gap = target.over + (target.behind ? 1 : 0);
    onMove(target.from, gap > target.from ? gap - 1 : gap);
  }

  const isDragging = drop !== null;
  useEffect(() => {
    if (!isDragging) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      pressed.current = null;
      setDrop(null);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [isDragging]);

  const handlers = {
    onPointerDown(event: PointerEvent) {
      dragged.current = false;
      const heading = headingAt(event.target);
      if (heading && event.button === 0) pressed.current = { place: heading.place, x: event.clientX };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const start = pressed.current;
      if (!start) return;
      if (event.buttons !== 1) return end(false);
      if (!dragged.current && Math.abs(event.clientX - start.x) < THRESHOLD) return;
      if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = true;
      const row = event.currentTarget.getBoundingClientRect();
      const under = document.elementFromPoint(event.clientX, row.top + row.height / 2);
      const heading = headingAt(under);
      if (heading)
        show({
          from: start.place,
          over: heading.place,
          behind: event.clientX > heading.box.x + heading.box.width / 2,
        });
    },
    onPointerUp() {
      if (pressed.current) end(dragged.current);
    },
    onPointerCancel() {
      end(false);
    },
  };
  return {
    handlers,
    from: drop?.from,
    before: drop?.behind === false ? drop.over : undefined,
    behind: drop?.behind ? drop.over : undefined,
    /** True for the click that ends a drag. */
    wasDragged: () => dragged.current,
  };
}

function headingAt(target: EventTarget | null): { place: number; box: DOMRect } | null {
  const heading = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null;
  return heading && { place: Number(heading.dataset.place), box: heading.getBoundingClientRect() };
}
