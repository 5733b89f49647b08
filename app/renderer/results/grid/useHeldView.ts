import { useEffect, useReducer, useRef } from 'react';
import type { ScaledScroll } from '../../base';

/** Milliseconds for which rows stay on show while those in their place are fetched. */
const HOLD_MS = 250;

/**
 * The scroll position to draw: the present one if its cells are here, else the last one that was drawn,
 * for a moment. A drag of the scrollbar goes from rows to rows instead of through blank ones.
 */
export function useHeldView(scroll: ScaledScroll, isReady: boolean): ScaledScroll {
  const drawn = useRef(scroll);
  const [expired, expire] = useReducer((count: number) => count + 1, 0);
  const expiredBefore = useRef(expired);
  // What is held is another size of the window, or of the rows, away: there is nothing to go back to.
  const sameSize =
    drawn.current.width === scroll.width &&
    drawn.current.height === scroll.height &&
    drawn.current.extent.rows > 0;
  const held = !isReady && sameSize && expired === expiredBefore.current;

  useEffect(() => {
    if (!held) return;
    const timer = setTimeout(expire, HOLD_MS);
    return () => clearTimeout(timer);
  }, [held]);

  if (held) return { ...drawn.current, extent: scroll.extent };
  drawn.current = scroll;
  if (isReady) expiredBefore.current = expired;
  return scroll;
}
