import { create } from 'zustand';
import type { DocumentId } from '../../shared/identity';
import type { RunState, ShownRows } from './runState';

/** A result that stays beside that of the last run. */
export interface KeptResult {
  /** The query whose rows they are. */
  queryId: string;
  /** The statement on one line, without comments before it. */
  title: string;
  rows: ShownRows;
  elapsedMs: number;
  /** Stays when the next run starts; the others are of earlier statements of the same run. */
  pinned: boolean;
}

/** The results of a document. */
export interface Results {
  /** The oldest first; one of them may be that of the last run, where it is pinned. */
  kept: readonly KeptResult[];
  /** The query whose result is on show; null for that of the last run. */
  shown: string | null;
  /** Whether another result is on show beside that of the last run. */
  beside: boolean;
}

/** As many results that are not pinned as a run keeps: of a long script the last ones. */
const KEPT_LIMIT = 20;

const NONE: Results = { kept: [], shown: null, beside: false };

const useStore = create<{ results: Readonly<Record<DocumentId, Results>> }>()(() => ({ results: {} }));

export function useResults(documentId: DocumentId): Results {
  return useStore((state) => state.results[documentId] ?? NONE);
}

export function resultsOf(documentId: DocumentId): Results {
  return useStore.getState().results[documentId] ?? NONE;
}

/** Shows another result beside that of the last run, or one result at a time. */
export function showBeside(documentId: DocumentId, beside: boolean): void {
  change(documentId, (results) => ({ ...results, beside }));
}

export function isKept(documentId: DocumentId, queryId: string): boolean {
  return resultsOf(documentId).kept.some((result) => result.queryId === queryId);
}

export function showResult(documentId: DocumentId, queryId: string | null): void {
  change(documentId, (results) => ({ ...results, shown: queryId }));
}

/** The result of a run that has ended, to be kept; null where it has none. */
export function keptOf(run: RunState, pinned: boolean): KeptResult | null {
  if (run.phase === 'idle' || run.phase === 'planning' || run.phase === 'running') return null;
  const { rows, task, elapsedMs } = run;
  if (!rows || rows.stale) return null;
  return { queryId: rows.queryId, title: titleOf(task.step?.sql ?? task.sql), rows, elapsedMs, pinned };
}

/** Adds a result, or pins one that is kept. Returns the queries that are no longer kept. */
export function keep(documentId: DocumentId, result: KeptResult): string[] {
  let dropped: KeptResult[] = [];
  change(documentId, (results) => {
    const { kept } = results;
    const known = kept.some(({ queryId }) => queryId === result.queryId);
    const all = known
      ? kept.map((other) => (other.queryId === result.queryId ? { ...other, pinned: result.pinned } : other))
      : [...kept, result];
    const unpinned = all.filter(({ pinned }) => !pinned);
    dropped = unpinned.slice(0, Math.max(0, unpinned.length - KEPT_LIMIT));
    return { ...results, kept: all.filter((other) => !dropped.includes(other)) };
  });
  return dropped.map(({ queryId }) => queryId);
}

/** Drops results; without a query all that are not pinned, and shows that of the last run. Returns the queries of what was dropped. */
export function drop(documentId: DocumentId, queryId?: string): string[] {
  const { kept, shown } = resultsOf(documentId);
  const isDropped = (result: KeptResult) =>
    queryId === undefined ? !result.pinned : result.queryId === queryId;
  const dropped = kept.filter(isDropped);
  const keepsShown = queryId !== undefined && shown !== queryId;
  if (dropped.length > 0 || (shown !== null && !keepsShown))
    change(documentId, (results) => ({
      ...results,
      kept: kept.filter((result) => !isDropped(result)),
      shown: keepsShown ? shown : null,
    }));
  return dropped.map((result) => result.queryId);
}

/** Forgets the results of a closed document. Returns their queries. */
export function forgetResults(documentId: DocumentId): string[] {
  const { kept } = resultsOf(documentId);
  useStore.setState(({ results }) => {
    const { [documentId]: _closed, ...others } = results;
    return { results: others };
  });
  return kept.map(({ queryId }) => queryId);
}

function change(documentId: DocumentId, update: (results: Results) => Results): void {
  useStore.setState(({ results }) => ({
    results: { ...results, [documentId]: update(results[documentId] ?? NONE) },
  }));
}

/** A statement on one line, without comments before it. */
export function titleOf(sql: string): string {
  return sql
    .replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '')
    .replaceAll(/\s+/g, ' ')
    .slice(0, 200);
}
