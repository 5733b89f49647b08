/** Minimum, median and maximum of some numbers. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return { min: sorted[0], median, max: sorted.at(-1) };
}

/** The smallest value that at least this share (0 to 1) of some numbers does not exceed. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

/** The geometric mean, for ratios: that of 2 and 1/2 is 1. */
export function geometricMean(values) {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}

/**
 * A confidence interval of at least 95 % for the median of the distribution of `values`,
 * from order statistics (binomial; no assumption about the distribution). With fewer than
 * six values it is the full range, and `coverage` is less.
 */
export function medianInterval(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const count = sorted.length;
  let tail = 0;
  let chance = 0.5 ** count;
  let rank = 0;
  // Drops the k smallest and the k largest while both tails together stay within 5 %.
  for (let k = 0; 2 * (tail + chance) <= 0.05; k += 1) {
    tail += chance;
    rank = k;
    chance *= (count - k) / (k + 1);
  }
  const coverage = 1 - 2 * (tail || chance);
  return { low: sorted[rank], median: spread(sorted).median, high: sorted[count - 1 - rank], coverage };
}

/** Seeded pseudorandom numbers from 0 to 1 (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items, shuffled by `random`. */
export function shuffled(items, random) {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(random() * left.length), 1)[0]);
}
