import { expect, test } from 'vitest';
import { bytesOf, rowsOf, sizeText } from './limitText';

test.each([
  ['10,000,000', 10_000_000],
  [' 5 000 ', 5_000],
  ['', null],
  ['0', undefined],
  ['-1', undefined],
  ['many', undefined],
  ['99999999999999999999', undefined],
])('%j is read as %j rows', (text, rows) => {
  expect(rowsOf(text)).toBe(rows);
});

test('sizes are in MiB', () => {
  expect(bytesOf('1024')).toBe(1024 ** 3);
  expect(bytesOf('')).toBeNull();
  expect(bytesOf('9007199254740991')).toBeUndefined();
  expect(sizeText(1024 ** 3)).toBe('1024');
});
