/** Bytes of a row, and its height in pixels. */
export const WIDTH = 16;
export const ROW = 20;
/** Width of a row in pixels: offset, numbers, letters and padding. */
export const ROW_WIDTH = 588;

export const rowCount = (bytes: number): number => Math.ceil(bytes / WIDTH);

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
