import { expect, test } from 'vitest';
import { hexOf, letterOf, wantedOf } from './search';

test('offsets, bytes and text are distinguished', () => {
  expect(wantedOf(' 0x1F ')).toEqual({ offset: 31 });
  expect(wantedOf('31')).toEqual({ offset: 31 });
  expect(wantedOf('44 46')).toEqual({ pattern: Uint8Array.of(0x44, 0x46) });
  expect(wantedOf('44')).toEqual({ offset: 44 });
  expect(wantedOf('äb')).toEqual({ pattern: Uint8Array.of(0xc3, 0xa4, 0x62) });
  expect(wantedOf('  ')).toBeNull();
});

test('bytes are written as people read them', () => {
  expect(hexOf(Uint8Array.of(0, 0x4a, 0xff))).toBe('00 4a ff');
  expect([0x41, 0x0a, 0x7f, 0xe4].map(letterOf).join('')).toBe('A···');
});
