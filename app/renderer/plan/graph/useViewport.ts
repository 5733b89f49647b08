import { useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { CARD_HEIGHT, CARD_WIDTH, firstViewport, isInside, type Place } from './layout';

/** In pixels. */
interface Size {
  width: number;
  height: number;
}

/**
 * Keeps what matters in view: a plan nobody has moved yet is laid out again for
 * each size of the pane, a moved one stays in the middle, and the selected card
 * stays on show. `size` is null until the pane was measured; call `moved` when
 * the user chooses what is on show.
 */
export function useViewport(
  frame: RefObject<HTMLElement | null>,
  places: readonly Place[],
  selected: number | null,
): { size: Size | null; moved(): void } {
  const flow = useReactFlow();
  const [size, setSize] = useState<Size | null>(null);
  const own = useRef(false);
  const latest = useRef({ places, selected });
  latest.current = { places, selected };

  const reveal = useCallback(
    (place: Place, duration: number) => {
      own.current = true;
      const { zoom } = flow.getViewport();
      void flow.setCenter(place.x + CARD_WIDTH / 2, place.y + CARD_HEIGHT / 2, { zoom, duration });
    },
    [flow],
  );

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    let known = sizeOf(element);
    setSize(known);
    const observer = new ResizeObserver(() => {
      const before = known;
      known = sizeOf(element);
      const { width, height } = known;
      if (width === before.width && height === before.height) return;
      const shown = flow.getViewport();
      if (!own.current) {
        void flow.setViewport(firstViewport(latest.current.places, width, height));
        return;
      }
      const next = { ...shown, x: shown.x + (width - before.width) / 2 };
      void flow.setViewport(next);
      const place = placeOf(latest.current);
      if (
        place &&
        isInside(place, shown, before.width, before.height) &&
        !isInside(place, next, width, height)
      )
        reveal(place, 0);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [flow, frame, reveal]);

  useEffect(() => {
    const place = placeOf({ places, selected });
    const element = frame.current;
    // Until the pane was measured there is no graph that could move.
    if (!size || !place || !element) return;
    const { width, height } = sizeOf(element);
    if (!isInside(place, flow.getViewport(), width, height)) reveal(place, 120);
  }, [selected, places, size, flow, frame, reveal]);

  const moved = useCallback(() => {
    own.current = true;
  }, []);
  return { size, moved };
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight };
}

function placeOf({ places, selected }: { places: readonly Place[]; selected: number | null }) {
  return places.find(({ id }) => id === selected);
}
