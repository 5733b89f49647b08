import { expect, test } from 'vitest';
import { byteMove } from './hexRows';

test('keys stay within the bytes', () => {
  expect(byteMove(5, 'ArrowUp', 100, 3)).toBe(5);
  expect(byteMove(5, 'ArrowDown', 100, 3)).toBe(21);
  expect(byteMove(95, 'ArrowDown', 100, 3)).toBe(95);
  expect(byteMove(99, 'ArrowRight', 100, 3)).toBe(99);
  expect(byteMove(98, 'End', 100, 3)).toBe(99);
  expect(byteMove(40, 'PageUp', 100, 10)).toBe(0);
  expect(byteMove(40, 'a', 100, 10)).toBeNull();
});
