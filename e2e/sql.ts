/** Does not end by itself during a test: a join without a key, of 10^12 rows. */
export const ENDLESS =
  'SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b WHERE a.value % 7 < b.value';

/** As {@link ENDLESS}, and without rows: no pair passes its filter. */
export const SILENT =
  'SELECT count(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b WHERE a.value + b.value < 0';

/** Returns rows continuously, but so few that no limit stops it during a test. */
export const GROWING = 'SELECT value FROM generate_series(1, 1000000000000) WHERE value % 10000 = 0';

/** Takes most of a minute to plan: a thousand branches of four hundred expressions, from a short text. */
export function slowPlan(): string {
  const columns = Array.from({ length: 400 }, (_, index) => `latitude * ${index} + longitude AS c${index}`);
  return doubled(`SELECT ${columns.join(', ')} FROM airports WHERE latitude > 45`, 10);
}

/**
 * Plans to about 8 x 2^`doublings` operators, from a short text: every part reads the previous one twice.
 */
export function largePlan(doublings: number): string {
  return doubled('SELECT iata FROM airports WHERE latitude > 45', doublings);
}

/** The union of a query with itself, repeatedly. */
function doubled(query: string, doublings: number): string {
  const parts = [`p0 AS (${query})`];
  for (let part = 1; part <= doublings; part += 1) {
    parts.push(`p${part} AS (SELECT * FROM p${part - 1} UNION ALL SELECT * FROM p${part - 1})`);
  }
  return `WITH ${parts.join(',\n')}\nSELECT * FROM p${doublings}`;
}
