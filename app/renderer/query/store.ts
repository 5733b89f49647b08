import { create } from 'zustand';
import { entriesFor, type LogEntry } from './log';
import { type RunEvent, reduce } from './reducer';
import { IDLE, queriesOf, type RunState } from './runState';

export interface LoggedEntry extends LogEntry {
  id: number;
  /** Milliseconds since the epoch. */
  at: number;
}

interface QueryStore {
  /** By tab; a tab that is missing is idle. */
  runs: Readonly<Record<string, RunState>>;
  logs: Readonly<Record<string, readonly LoggedEntry[]>>;
}

/** As many messages as a tab keeps. */
const LOG_LIMIT = 500;

const NO_ENTRIES: readonly LoggedEntry[] = [];

/** Data only; transitions are in `reducer.ts`, what they bring about in `actions.ts`. */
const useStore = create<QueryStore>()(() => ({ runs: {}, logs: {} }));

let lastEntry = 0;

/** What the tab's last task came to. */
export function useRun(tabId: string): RunState {
  return useStore((state) => state.runs[tabId] ?? IDLE);
}

/** A part of {@link useRun}: renders again only when the part is another one. */
export function useRunPart<T>(tabId: string, part: (run: RunState) => T): T {
  return useStore((state) => part(state.runs[tabId] ?? IDLE));
}

/** The tab's messages, the oldest first. */
export function useLog(tabId: string): readonly LoggedEntry[] {
  return useStore((state) => state.logs[tabId] ?? NO_ENTRIES);
}

/** Calls back after each change of any run. Returns the function that stops it. */
export function subscribeRuns(listener: () => void): () => void {
  return useStore.subscribe(listener);
}

export function runOf(tabId: string): RunState {
  return useStore.getState().runs[tabId] ?? IDLE;
}

/** The tab whose state belongs to a query of the engine. */
export function tabOfQuery(queryId: string): string | undefined {
  return Object.entries(useStore.getState().runs).find(
    ([, run]) => run.phase !== 'idle' && run.queryId === queryId,
  )?.[0];
}

/** Applies an event to a tab; returns the state after it and the queries it no longer needs. */
export function dispatch(tabId: string, event: RunEvent): { run: RunState; released: string[] } {
  const before = runOf(tabId);
  const run = reduce(before, event);
  if (run === before) return { run, released: [] };
  const added = entriesFor(before, run).map((entry) => ({ ...entry, id: ++lastEntry, at: Date.now() }));
  useStore.setState(({ runs, logs }) => ({
    runs: { ...runs, [tabId]: run },
    logs:
      added.length === 0 ? logs : { ...logs, [tabId]: [...(logs[tabId] ?? []), ...added].slice(-LOG_LIMIT) },
  }));
  const needed = queriesOf(run);
  return { run, released: queriesOf(before).filter((id) => !needed.includes(id)) };
}

/** Forgets a closed tab with its messages. */
export function forget(tabId: string): void {
  useStore.setState(({ runs, logs }) => {
    const { [tabId]: _run, ...otherRuns } = runs;
    const { [tabId]: _log, ...otherLogs } = logs;
    return { runs: otherRuns, logs: otherLogs };
  });
}
