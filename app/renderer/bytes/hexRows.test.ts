import { expect, test } from 'vitest';
import { byteMove, ROW, rowAt, rowCount, scrollHeight, scrollTo } from './hexScroll';

test('every row can be reached, also of the largest file', () => {
  for (const bytes of [10, 1000, 1_000_000, 256 * 1024 * 1024]) {
    const rows = rowCount(bytes);
    const view = 400;
    expect(scrollHeight(rows)).toBeLessThanOrEqual(8_000_000);
    const last = rowAt(scrollHeight(rows), rows, view);
    expect(last + view / ROW).toBeGreaterThanOrEqual(rows);
    const row = Math.floor(rows / 3);
    if (rows * ROW > view) expect(rowAt(scrollTo(row, rows, view), rows, view)).toBeCloseTo(row, 3);
  }
});

test('keys stay within the bytes', () => {
  expect(byteMove(5, 'ArrowUp', 100, 3)).toBe(5);
  expect(byteMove(5, 'ArrowDown', 100, 3)).toBe(21);
  expect(byteMove(95, 'ArrowDown', 100, 3)).toBe(95);
  expect(byteMove(99, 'ArrowRight', 100, 3)).toBe(99);
  expect(byteMove(98, 'End', 100, 3)).toBe(99);
  expect(byteMove(40, 'PageUp', 100, 10)).toBe(0);
  expect(byteMove(40, 'a', 100, 10)).toBeNull();
});
