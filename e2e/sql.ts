/** Never ends by itself in the time of a test: a join without a key, of a million million rows. */
export const ENDLESS =
  'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b WHERE a.value % 7 < b.value';

/**
 * Plans to some 8 x 2^`doublings` operators, from a short text: every part reads the one before twice.
 */
export function largePlan(doublings: number): string {
  const parts = ['p0 AS (SELECT iata FROM airports WHERE latitude > 45)'];
  for (let part = 1; part <= doublings; part += 1) {
    parts.push(`p${part} AS (SELECT * FROM p${part - 1} UNION ALL SELECT * FROM p${part - 1})`);
  }
  return `WITH ${parts.join(',\n')}\nSELECT * FROM p${doublings}`;
}
