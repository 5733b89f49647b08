import type { RowFilter, SortKey } from '../../../shared/resultView';
import { call, isCancelled, toAppError } from '../../bridge';
import { cycled } from './sortKeys';
import { changeView, viewOf } from './store';

/** Milliseconds between two looks at the progress of a view. */
const LOOK_MS = 200;

/** The request under way of each query. */
const requests = new Map<string, AbortController>();

export function cycleSort(queryId: string, column: number, add: boolean, total: number): Promise<void> {
  const view = viewOf(queryId);
  return arrange(queryId, cycled(view.sort, column, add), view.filter, total);
}

export function setSort(queryId: string, sort: readonly SortKey[], total: number): Promise<void> {
  return arrange(queryId, sort, viewOf(queryId).filter, total);
}

/** Adds a filter, in the place of `instead` where that is given. */
export function setFilter(
  queryId: string,
  filter: RowFilter,
  total: number,
  instead?: RowFilter,
): Promise<void> {
  const { sort, filter: before } = viewOf(queryId);
  const place = instead ? before.indexOf(instead) : -1;
  const next =
    place < 0 ? [...before, filter] : before.map((entry, index) => (index === place ? filter : entry));
  return arrange(queryId, sort, next, total);
}

export function removeFilter(queryId: string, filter: RowFilter, total: number): Promise<void> {
  const { sort, filter: before } = viewOf(queryId);
  return arrange(
    queryId,
    sort,
    before.filter((entry) => entry !== filter),
    total,
  );
}

/** All rows in their own order again. */
export function clearView(queryId: string): Promise<void> {
  return arrange(queryId, [], [], 0);
}

/** Makes the view again, once the result has more rows. */
export function refreshView(queryId: string, total: number): Promise<void> {
  const { sort, filter } = viewOf(queryId);
  return arrange(queryId, sort, filter, total);
}

/** Gives up the view that is being made; the rows on show stay. */
export function cancelView(queryId: string): void {
  requests.get(queryId)?.abort();
}

/**
 * Sorts and filters the stored rows of a query; `total` is how many there are. What is on show stays
 * until it is done, and where it fails.
 */
async function arrange(
  queryId: string,
  sort: readonly SortKey[],
  filter: readonly RowFilter[],
  total: number,
): Promise<void> {
  requests.get(queryId)?.abort();
  const before = viewOf(queryId);
  if (sort.length + filter.length === 0) {
    changeView(queryId, { sort, filter, made: null, progress: null, error: null });
    release(queryId, before.made?.viewId);
    return;
  }
  const controller = new AbortController();
  requests.set(queryId, controller);
  changeView(queryId, { sort, filter, progress: 'started', error: null });
  const timer = setInterval(() => void look(queryId, controller), LOOK_MS);
  try {
    const request = { queryId, sort: [...sort], filter: [...filter] };
    const made = await call('rows:view', request, { signal: controller.signal });
    if (requests.get(queryId) !== controller) {
      release(queryId, made.viewId);
      return;
    }
    const { viewId, rows } = made;
    const shown = viewOf(queryId).made;
    changeView(queryId, { made: { viewId, rows, total }, progress: null });
    release(queryId, shown?.viewId);
  } catch (thrown) {
    if (requests.get(queryId) !== controller) return;
    const given = isCancelled(thrown);
    changeView(queryId, {
      progress: null,
      // Given up: what is on show is what the chips say.
      ...(given ? { sort: before.sort, filter: before.filter } : { error: toAppError(thrown) }),
    });
  } finally {
    clearInterval(timer);
    if (requests.get(queryId) === controller) requests.delete(queryId);
  }
}

async function look(queryId: string, controller: AbortController): Promise<void> {
  const progress = await call('rows:progress', { queryId }).catch(() => null);
  if (progress && requests.get(queryId) === controller) changeView(queryId, { progress });
}

function release(queryId: string, viewId: string | undefined): void {
  // A closed query has freed its views already.
  if (viewId !== undefined) void call('rows:closeView', { queryId, viewId }).catch(() => undefined);
}
