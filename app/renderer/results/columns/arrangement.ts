import type { Field } from '../../../shared/table';

/** Which columns of a result are on show, in which order. Columns are named by their index in the result. */
export interface Arrangement {
  /** The columns on show, from left to right; at least one where the result has any. */
  order: readonly number[];
  /** How many of them, from the left, stay in place when the grid scrolls sideways. */
  pinned: number;
  /** Where the user switched thousands separators on or off. */
  grouping: ReadonlyMap<number, boolean>;
}

/** All columns in the order of the result. */
export function initialArrangement(count: number): Arrangement {
  return { order: Array.from({ length: count }, (_, index) => index), pinned: 0, grouping: new Map() };
}

export function isInitial({ order, pinned, grouping }: Arrangement, count: number): boolean {
  return (
    order.length === count &&
    pinned === 0 &&
    grouping.size === 0 &&
    order.every((column, at) => column === at)
  );
}

/** Moves a column from one place to another; across the edge of the pinned ones it is pinned or unpinned. */
export function moveColumn(arrangement: Arrangement, from: number, to: number): Arrangement {
  const { order, pinned } = arrangement;
  const column = order[from];
  if (column === undefined || to < 0 || to >= order.length || from === to) return arrangement;
  const next = order.toSpliced(from, 1).toSpliced(to, 0, column);
  const crossed = from < pinned && to >= pinned ? -1 : from >= pinned && to < pinned ? 1 : 0;
  return { ...arrangement, order: next, pinned: pinned + crossed };
}

/** Moves a column to the end of the pinned ones, or out of them to their right. */
export function setPinned(arrangement: Arrangement, place: number, isPinned: boolean): Arrangement {
  const { order, pinned } = arrangement;
  const column = order[place];
  if (column === undefined || place < pinned === isPinned) return arrangement;
  const others = order.toSpliced(place, 1);
  const to = isPinned ? pinned : pinned - 1;
  return {
    ...arrangement,
    order: others.toSpliced(to, 0, column),
    pinned: isPinned ? pinned + 1 : pinned - 1,
  };
}

/** Hides the columns at some places; the last one on show stays. */
export function hideColumns(arrangement: Arrangement, places: ReadonlySet<number>): Arrangement {
  const kept = arrangement.order.filter((_, place) => !places.has(place));
  if (kept.length === 0) return arrangement;
  const pinned = arrangement.order
    .slice(0, arrangement.pinned)
    .filter((_, place) => !places.has(place)).length;
  return { ...arrangement, order: kept, pinned };
}

/** Shows exactly these columns: those that come back stand behind the column that is before them in the result. */
export function showColumns(arrangement: Arrangement, shown: ReadonlySet<number>): Arrangement {
  if (shown.size === 0) return arrangement;
  const { order } = arrangement;
  const pinned = order.slice(0, arrangement.pinned).filter((column) => shown.has(column));
  const rest = order.slice(arrangement.pinned).filter((column) => shown.has(column));
  const present = new Set(order);
  const fresh = [...shown].filter((column) => !present.has(column)).sort((a, b) => a - b);
  return { ...arrangement, order: [...pinned, ...merged(rest, fresh)], pinned: pinned.length };
}

/** Puts each of `fresh`, which ascend, behind the nearest smaller number. */
function merged(rest: readonly number[], fresh: readonly number[]): number[] {
  if (fresh.length === 0) return [...rest];
  const sorted = [...rest].sort((a, b) => a - b);
  /** The fresh columns by the one they follow; -1 for the left edge. */
  const behind = new Map<number, number[]>();
  let at = 0;
  for (const column of fresh) {
    while (at < sorted.length && (sorted[at] ?? 0) < column) at += 1;
    const before = sorted[at - 1] ?? -1;
    behind.set(before, [...(behind.get(before) ?? []), column]);
  }
  return [...(behind.get(-1) ?? []), ...rest.flatMap((column) => [column, ...(behind.get(column) ?? [])])];
}

export function setGrouping(arrangement: Arrangement, column: number, grouped: boolean): Arrangement {
  return { ...arrangement, grouping: new Map(arrangement.grouping).set(column, grouped) };
}

const NUMBERS: ReadonlySet<Field['kind']> = new Set(['integer', 'float', 'decimal']);

/** Names of columns whose numbers are labels: `id`, `order_id`, `o_orderkey`, `Year`, `ZIP_CODE`; and `orderId`. */
const LABEL = /(^|[_\s.-])(id|key|pk|fk|sk|year|zip|zipcode|postcode|code|nr|no)$|_[a-z]+key$/i;
const CAMEL_LABEL = /[a-z](Id|ID|Key|Year|Code|Nr|No)$/;

const groupedByDefault = new WeakMap<Field, boolean>();

/** Whether numbers of a column have thousands separators; `chosen` is what the user said. */
export function groupsDigits(field: Field, chosen: boolean | undefined): boolean {
  if (chosen !== undefined) return chosen;
  let grouped = groupedByDefault.get(field);
  if (grouped === undefined) {
    grouped = !(isNumber(field) && (LABEL.test(field.name) || CAMEL_LABEL.test(field.name)));
    groupedByDefault.set(field, grouped);
  }
  return grouped;
}

export function isNumber(field: Field): boolean {
  return NUMBERS.has(field.kind);
}

/** How many of the pinned columns fit so that the others keep room to scroll; `edges` and `room` in pixels. */
export function pinnedThatFit(edges: readonly number[], pinned: number, room: number): number {
  let fitting = pinned;
  while (fitting > 0 && (edges[fitting] ?? 0) > room * PINNED_SHARE) fitting -= 1;
  return fitting;
}

const PINNED_SHARE = 0.75;
