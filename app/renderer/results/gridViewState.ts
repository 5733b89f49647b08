import type { Field } from '../../shared/table';
import type { Selection } from './grid/selection';
import { PageCache } from './pageCache';
import { pagesOfQuery } from './pages';
import { partsOf } from './view/rowsId';

/** What the grid of one query needs to come back as it was left. */
export interface GridViewState {
  pages: PageCache;
  /** Pixels below the first row's top edge, and right of the first column's left edge. */
  top: number;
  left: number;
  selection: Selection | null;
}

/** As many grids as are remembered; those off the screen keep the pages that were on show. */
const LIMIT = 12;

/** Widths of the columns of a result. */
export interface Widths {
  widths: readonly number[];
  /** The columns whose width was fitted to values, or set by the user. */
  fitted: ReadonlySet<number>;
}

const states = new Map<string, GridViewState>();
/** By the names and types of the columns: they outlive a run. */
const widthsByColumns = new Map<string, Widths>();

export function gridViewState(queryId: string, columnCount: number): GridViewState {
  const state = states.get(queryId) ?? {
    pages: new PageCache(pagesOfQuery(queryId), columnCount),
    top: 0,
    left: leftOf(queryId),
    selection: null,
  };
  states.delete(queryId);
  states.set(queryId, state);
  const oldest = states.keys().next().value;
  if (states.size > LIMIT && oldest !== undefined) states.delete(oldest);
  return state;
}

/** Other rows of the same result, such as sorted ones, are looked at from the same column. */
function leftOf(rowsId: string): number {
  const { queryId } = partsOf(rowsId);
  const [, last] = [...states].findLast(([other]) => partsOf(other).queryId === queryId) ?? [];
  return last?.left ?? 0;
}

export function rememberedWidths(columns: readonly Field[]): Widths | undefined {
  return widthsByColumns.get(columnsKey(columns));
}

export function rememberWidths(columns: readonly Field[], next: Widths): void {
  widthsByColumns.set(columnsKey(columns), next);
}

const signatures = new WeakMap<readonly Field[], string>();

/** Names a list of columns by their names and types. */
export function columnsKey(columns: readonly Field[]): string {
  const known = signatures.get(columns);
  if (known !== undefined) return known;
  const made = JSON.stringify(columns.map(({ name, type }) => [name, type]));
  signatures.set(columns, made);
  return made;
}
