/** Bytes of a row, and its height in pixels. */
export const WIDTH = 16;
export const ROW = 20;
/** Browsers cap the height of an element near 16 million pixels: beyond this the scroll bar is scaled. */
const MOST = 8_000_000;

export const rowCount = (bytes: number): number => Math.ceil(bytes / WIDTH);

/** Height of what is scrolled, in pixels. */
export const scrollHeight = (rows: number): number => Math.min(rows * ROW, MOST);

/** The first row in view, which may be cut, as a fraction. */
export function rowAt(scrollTop: number, rows: number, view: number): number {
  const room = scrollHeight(rows) - view;
  if (room <= 0) return 0;
  return (Math.min(scrollTop, room) / room) * Math.max(0, rows - view / ROW);
}

/** Where to scroll so that `row` is the first in view. */
export function scrollTo(row: number, rows: number, view: number): number {
  const room = scrollHeight(rows) - view;
  const max = rows - view / ROW;
  return room <= 0 || max <= 0 ? 0 : (Math.min(Math.max(row, 0), max) / max) * room;
}

/** The byte a key moves to, or null for other keys. */
export function byteMove(at: number, key: string, total: number, page: number): number | null {
  const within = (place: number) => Math.min(Math.max(place, 0), total - 1);
  switch (key) {
    case 'ArrowLeft':
      return within(at - 1);
    case 'ArrowRight':
      return within(at + 1);
    case 'ArrowUp':
      return at >= WIDTH ? at - WIDTH : at;
    case 'ArrowDown':
      return at + WIDTH < total ? at + WIDTH : at;
    case 'PageUp':
      return within(at - page * WIDTH);
    case 'PageDown':
      return within(at + page * WIDTH);
    case 'Home':
      return at - (at % WIDTH);
    case 'End':
      return within(at - (at % WIDTH) + WIDTH - 1);
    default:
      return null;
  }
}
