import type { SortKey } from '../../../shared/resultView';

export type Direction = 'ascending' | 'descending' | null;

export function directionOf(sort: readonly SortKey[], column: number): Direction {
  const key = sort.find((entry) => entry.column === column);
  if (!key) return null;
  return key.descending ? 'descending' : 'ascending';
}

/**
 * Sorts by a column, or the other way round when it does already, then no more by it. `add` keeps
 * the other keys. NULLs come last.
 */
export function cycled(sort: readonly SortKey[], column: number, add: boolean): SortKey[] {
  const before = directionOf(sort, column);
  const next: SortKey[] =
    before === 'descending' ? [] : [{ column, descending: before === 'ascending', nullsFirst: false }];
  if (!add) return next;
  const place = sort.findIndex((entry) => entry.column === column);
  return place < 0 ? [...sort, ...next] : [...sort.slice(0, place), ...next, ...sort.slice(place + 1)];
}
