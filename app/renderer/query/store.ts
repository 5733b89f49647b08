import { create } from 'zustand';
import type { DocumentId } from '../../shared/identity';
import { entriesFor, type LogEntry } from './log';
import { type RunEvent, reduce } from './reducer';
import { IDLE, queriesOf, type RunState } from './runState';

export interface LoggedEntry extends LogEntry {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
}

interface QueryStore {
  /** By document; one that is missing is idle. */
  runs: Readonly<Record<DocumentId, RunState>>;
  logs: Readonly<Record<DocumentId, readonly LoggedEntry[]>>;
}

/** As many messages as a document keeps. */
const LOG_LIMIT = 500;

const NO_ENTRIES: readonly LoggedEntry[] = [];

/** Data only; transitions are in `reducer.ts`, what they bring about in `actions.ts`. */
const useStore = create<QueryStore>()(() => ({ runs: {}, logs: {} }));

let lastEntry = 0;

/** What the document's last task came to. */
export function useRun(documentId: DocumentId | undefined): RunState {
  return useStore((state) => (documentId && state.runs[documentId]) ?? IDLE);
}

/** A part of {@link useRun}: renders again only when the part is another one. */
export function useRunPart<T>(documentId: DocumentId | undefined, part: (run: RunState) => T): T {
  return useStore((state) => part((documentId && state.runs[documentId]) ?? IDLE));
}

/** The document's messages, the oldest first. */
export function useLog(documentId: DocumentId): readonly LoggedEntry[] {
  return useStore((state) => state.logs[documentId] ?? NO_ENTRIES);
}

/** Calls back after each change of any run. Returns the function that stops it. */
export function subscribeRuns(listener: () => void): () => void {
  return useStore.subscribe(listener);
}

export function runOf(documentId: DocumentId): RunState {
  return useStore.getState().runs[documentId] ?? IDLE;
}

/** The document whose run is a query of the engine. */
export function documentOfQuery(queryId: string): DocumentId | undefined {
  const { runs } = useStore.getState();
  return (Object.keys(runs) as DocumentId[]).find((id) => {
    const run = runs[id] ?? IDLE;
    return run.phase !== 'idle' && run.queryId === queryId;
  });
}

/** Applies an event to the run of a document; returns the state after it and the queries it no longer needs. */
export function dispatch(documentId: DocumentId, event: RunEvent): { run: RunState; released: string[] } {
  const before = runOf(documentId);
  const run = reduce(before, event);
  if (run === before) return { run, released: [] };
  const added = entriesFor(before, run).map((entry) => ({ ...entry, id: ++lastEntry, at: Date.now() }));
  useStore.setState(({ runs, logs }) => ({
    runs: { ...runs, [documentId]: run },
    logs:
      added.length === 0
        ? logs
        : { ...logs, [documentId]: [...(logs[documentId] ?? []), ...added].slice(-LOG_LIMIT) },
  }));
  const needed = queriesOf(run);
  return { run, released: queriesOf(before).filter((id) => !needed.includes(id)) };
}

/** Forgets the run of a closed document with its messages. */
export function forget(documentId: DocumentId): void {
  useStore.setState(({ runs, logs }) => {
    const { [documentId]: _run, ...otherRuns } = runs;
    const { [documentId]: _log, ...otherLogs } = logs;
    return { runs: otherRuns, logs: otherLogs };
  });
}
