import { create } from 'zustand';
import type { AppError } from '../../../shared/errors';
import type { RowFilter, SortKey, ViewProgress } from '../../../shared/resultView';

/** How the rows of a query are sorted and filtered. */
export interface ResultView {
  /** The most important key first. */
  sort: readonly SortKey[];
  filter: readonly RowFilter[];
  /** What is on show; null for all rows in their own order. `total`: rows of the result it was made of. */
  made: { viewId: string; rows: number; total: number } | null;
  /** Null when no other view is being made. */
  progress: ViewProgress | 'started' | null;
  /** Why the view that was asked for could not be made. */
  error: AppError | null;
}

const PLAIN: ResultView = { sort: [], filter: [], made: null, progress: null, error: null };

interface ViewStore {
  /** By query; one that is missing is neither sorted nor filtered. */
  views: Readonly<Record<string, ResultView>>;
}

const useStore = create<ViewStore>()(() => ({ views: {} }));

/** As many as are remembered: the engine frees views with their query. */
const LIMIT = 50;

export function useResultView(queryId: string): ResultView {
  return useStore((state) => state.views[queryId] ?? PLAIN);
}

export function viewOf(queryId: string): ResultView {
  return useStore.getState().views[queryId] ?? PLAIN;
}

export function changeView(queryId: string, change: Partial<ResultView>): void {
  const { [queryId]: before = PLAIN, ...others } = useStore.getState().views;
  const kept = Object.entries(others).slice(-LIMIT);
  useStore.setState({ views: { ...Object.fromEntries(kept), [queryId]: { ...before, ...change } } });
}
