import type { ReactNode } from 'react';
import styles from './Grid.module.css';

interface Props {
  /** Of the columns by place, in pixels. */
  edges: readonly number[];
  /** How many columns do not scroll. */
  pinned: number;
  /** The places of the others on show, `end` exclusive. */
  first: number;
  end: number;
  gutter: number;
  /** Draws what a row has at a place, at the left edge of that. */
  cell(place: number): ReactNode;
}

/** What a row shows of its columns: those that scroll, and above them those that are pinned. */
export function GridCells({ edges, pinned, first, end, gutter, cell }: Props) {
  const scrolled = [];
  for (let place = first; place < end; place += 1) scrolled.push(cell(place));
  const fixed = [];
  for (let place = 0; place < pinned; place += 1) fixed.push(cell(place));
  return (
    <>
      {pinned > 0 && (
        <div
          role="presentation"
          className={styles.pinned}
          style={{ left: gutter, width: edges[pinned] ?? 0 }}
        >
          {fixed}
        </div>
      )}
      <div role="presentation" className={styles.cells} style={{ left: gutter }}>
        {scrolled}
      </div>
    </>
  );
}
