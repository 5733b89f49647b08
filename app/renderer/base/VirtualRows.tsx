import type { ReactNode } from 'react';
import { elementHeight } from './scaledScroll';
import type { ScaledScroll } from './useScaledScroll';
import styles from './VirtualRows.module.css';

/** Rows whose places count from the same one: an element far below its container's edge loses precision. */
const BLOCK = 10_000;

interface Props {
  scroll: ScaledScroll;
  /** Of the rows, where they are wider than what scrolls, in pixels. */
  width?: number;
  /** Prevents horizontal scrolling of the rows: the caller moves their contents. Default false. */
  fixed?: boolean;
  className?: string | undefined;
  /** Draws one row, absolutely placed `y` pixels below the edge of its container. */
  children(row: number, y: number): ReactNode;
}

/**
 * The rows on show, inside the element that scrolls them and below its header. They stand in a frame
 * that does not scroll: they move when they are drawn, never away from under the pointer before.
 */
export function VirtualRows({ scroll, width, fixed = false, className, children }: Props) {
  const { extent, first, end, top, header } = scroll;
  const { rowHeight, viewport } = extent;
  const base = Math.floor(first / BLOCK) * BLOCK;
  const height = elementHeight(extent);
  const drawn = [];
  for (let row = first; row < end; row += 1) drawn.push(children(row, (row - base) * rowHeight));
  return (
    <div className={styles.space} style={{ height, width }}>
      <div
        className={styles.frame}
        style={{
          top: header,
          height: Math.min(height, viewport),
          ...(fixed && { left: 0, width: scroll.width }),
        }}
      >
        <div
          role={drawn.length > 0 ? 'rowgroup' : undefined}
          className={className}
          style={{ transform: `translateY(${base * rowHeight - top}px)` }}
        >
          {drawn}
        </div>
      </div>
    </div>
  );
}
