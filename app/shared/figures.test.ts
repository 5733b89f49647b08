import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatMs,
  formatNs,
  formatQuantity,
  formatQuantityOrNone,
  formatShortCount,
} from './figures';

describe('figures', () => {
  it.each([
    [0, '0'],
    [9_999, '9,999'],
    [12_400, '12.4 k'],
    [900_000, '900 k'],
    [999_960, '1.0 M'],
    [3_000_000, '3.0 M'],
  ])('shortens the count %d to %s', (value, text) => expect(formatShortCount(value)).toBe(text));

  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [1_234, '1,234 rows'],
  ])('says %d rows as %s', (value, text) => expect(formatQuantity(value, 'row')).toBe(text));

  it('takes a plural of its own', () => expect(formatQuantity(2, 'query', 'queries')).toBe('2 queries'));

  it('has a word for none', () => {
    expect([0, 1, 2].map((value) => formatQuantityOrNone(value, 'file'))).toEqual([
      'no files',
      '1 file',
      '2 files',
    ]);
  });

  it('groups digits', () => expect(formatCount(1_234_567)).toBe('1,234,567'));

  it.each([
    [412, '412 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [41_200_000, '39.3 MiB'],
    [15_247_147_008, '14.2 GiB'],
  ])('writes %d bytes as %s', (value, text) => expect(formatBytes(value)).toBe(text));

  it.each([
    [0.2, '< 1 ms'],
    [184.4, '184 ms'],
    [999.6, '1.00 s'],
    [2_410, '2.41 s'],
    [192_000, '3 min 12 s'],
    [7_260_000, '2 h 1 min'],
  ])('writes %d ms as %s', (value, text) => expect(formatMs(value)).toBe(text));

  it.each([
    [840, '840 ns'],
    [12_300, '12 µs'],
    [4_200_000, '4.2 ms'],
    [184_000_000, '184 ms'],
  ])('writes %d ns as %s', (value, text) => expect(formatNs(value)).toBe(text));
});
