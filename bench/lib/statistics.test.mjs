import { describe, expect, it } from 'vitest';
import { geometricMean, medianInterval, percentile, randomOf, shuffled, spread } from './statistics.mjs';

const upTo = (count) => Array.from({ length: count }, (_, at) => count - at);

describe('an interval of the median', () => {
  // Ranks and coverage as in tables of the sign test.
  it.each([
    [6, 1, 6, 0.969],
    [10, 2, 9, 0.979],
    [15, 4, 12, 0.965],
    [25, 8, 18, 0.957],
  ])('of %i values', (count, low, high, coverage) => {
    const interval = medianInterval(upTo(count));
    expect(interval).toMatchObject({ low, high, median: (count + 1) / 2 });
    expect(interval.coverage).toBeCloseTo(coverage, 3);
  });

  it('is the full range for few values, with its coverage', () => {
    expect(medianInterval([3, 1, 2])).toEqual({ low: 1, median: 2, high: 3, coverage: 0.75 });
  });
});

it('ratios and their inverses have a mean of 1', () => {
  expect(geometricMean([2, 0.5, 4, 0.25])).toBeCloseTo(1, 12);
});

it('the same seed gives the same order, another seed another order', () => {
  const order = (seed) => shuffled(upTo(20), randomOf(seed));
  expect(order(4)).toEqual(order(4));
  expect(order(5)).not.toEqual(order(4));
  expect([...order(4)].sort((a, b) => b - a)).toEqual(upTo(20));
});

it('the median of an even number of values is between two', () => {
  expect(spread([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
});

it('a percentile is a measured value', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([1, 3, 5, 5]);
});
