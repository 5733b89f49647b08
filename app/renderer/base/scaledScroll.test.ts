import { describe, expect, it } from 'vitest';
import {
  elementHeight,
  isScaled,
  MAX_HEIGHT,
  rowsInView,
  scrollTopOf,
  topOf,
  topToShow,
} from './scaledScroll';

const small = { rows: 1000, rowHeight: 24, viewport: 480 };
const huge = { rows: 10_000_000, rowHeight: 24, viewport: 480 };

describe('the scroll range', () => {
  it('is the rows themselves while an element can be that tall', () => {
    expect(elementHeight(small)).toBe(24_000);
    expect(isScaled(small)).toBe(false);
    expect(topOf(1234, small)).toBe(1234);
    expect(scrollTopOf(1234, small)).toBe(1234);
  });

  it('is scaled beyond, with both ends where they belong', () => {
    expect(elementHeight(huge)).toBe(MAX_HEIGHT);
    expect(isScaled(huge)).toBe(true);
    expect(topOf(0, huge)).toBe(0);
    expect(topOf(MAX_HEIGHT - 480, huge)).toBe(240_000_000 - 480);
    expect(rowsInView(topOf(MAX_HEIGHT - 480, huge), huge)).toEqual({ first: 9_999_980, end: 10_000_000 });
  });

  it('finds back to the same row', () => {
    for (const row of [0, 1, 4_999_999, 9_999_980]) {
      const top = row * 24;
      expect(Math.round(topOf(scrollTopOf(top, huge), huge))).toBe(top);
    }
  });

  it('has no range where all rows fit', () => {
    const few = { rows: 3, rowHeight: 24, viewport: 480 };
    expect(topOf(50, few)).toBe(0);
    expect(scrollTopOf(50, few)).toBe(0);
    expect(rowsInView(0, few, 6)).toEqual({ first: 0, end: 3 });
    expect(rowsInView(0, { ...few, rows: 0 })).toEqual({ first: 0, end: 0 });
  });
});

describe('rows on show', () => {
  it('includes rows that show in part, and the overscan', () => {
    expect(rowsInView(12, small)).toEqual({ first: 0, end: 21 });
    expect(rowsInView(240, small, 2)).toEqual({ first: 8, end: 32 });
  });

  it('moves no further than needed to show a row', () => {
    expect(topToShow(5, 240, small)).toBe(120);
    expect(topToShow(12, 240, small)).toBe(240);
    expect(topToShow(30, 240, small)).toBe(264);
    expect(topToShow(999, 0, small)).toBe(24_000 - 480);
  });
});
