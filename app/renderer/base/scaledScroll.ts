/**
 * Tallest element that is made to scroll, in pixels: Chromium cuts elements off at about 16.7 M.
 * Beyond it the scroll range is scaled: one pixel of the scrollbar stands for several of rows.
 */
export const MAX_HEIGHT = 8_000_000;

/** What there is to scroll. All but `rows` in pixels; `viewport` is the height rows have, without the header. */
export interface Extent {
  rows: number;
  rowHeight: number;
  viewport: number;
}

/** Height of the element that makes the scrollbar. */
export function elementHeight({ rows, rowHeight }: Extent): number {
  return Math.min(rows * rowHeight, MAX_HEIGHT);
}

/** True where the scroll range is scaled. */
export function isScaled({ rows, rowHeight }: Extent): boolean {
  return rows * rowHeight > MAX_HEIGHT;
}

/** Largest distance from the first row's top edge to the viewport's. */
function maxTop({ rows, rowHeight, viewport }: Extent): number {
  return Math.max(0, rows * rowHeight - viewport);
}

/** The distance from the first row's top edge to the viewport's, from the element's scroll position. */
export function topOf(scrollTop: number, extent: Extent): number {
  const range = elementHeight(extent) - extent.viewport;
  if (range <= 0) return 0;
  return clampTop((scrollTop / range) * maxTop(extent), extent);
}

/** The element's scroll position that shows what lies `top` pixels below the first row's top edge. */
export function scrollTopOf(top: number, extent: Extent): number {
  const end = maxTop(extent);
  if (end <= 0) return 0;
  return (clampTop(top, extent) / end) * (elementHeight(extent) - extent.viewport);
}

export function clampTop(top: number, extent: Extent): number {
  return Math.min(Math.max(0, top), maxTop(extent));
}

/** The rows on show and `overscan` more on either side; `end` is exclusive. */
export function rowsInView(top: number, extent: Extent, overscan = 0): { first: number; end: number } {
  const { rows, rowHeight, viewport } = extent;
  const first = Math.floor(top / rowHeight) - overscan;
  const end = Math.ceil((top + viewport) / rowHeight) + overscan;
  return { first: Math.max(0, Math.min(first, rows)), end: Math.max(0, Math.min(end, rows)) };
}

/** Whole rows that the viewport holds, at least one. */
export function wholeRows({ rowHeight, viewport }: Extent): number {
  return Math.max(1, Math.floor(viewport / rowHeight));
}

/** True where all of a row is on show. */
export function isShown(row: number, top: number, { rowHeight, viewport }: Extent): boolean {
  return row * rowHeight >= top && (row + 1) * rowHeight <= top + viewport;
}

/** The `top` nearest to the present one that shows all of a row; a whole row is the first on show after a move. */
export function topToShow(row: number, top: number, extent: Extent): number {
  if (isShown(row, top, extent)) return top;
  const first = row * extent.rowHeight < top ? row : row - wholeRows(extent) + 1;
  return clampTop(first * extent.rowHeight, extent);
}
