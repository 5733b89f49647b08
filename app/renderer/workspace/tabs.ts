import { baseName } from '../../shared/baseName';
import type { QueryTab } from '../../shared/workspace';

/** A tab of the window: SQL text with its run, or a saved plan. */
export type Tab =
  | ({ kind: 'query' } & QueryTab)
  /** `opened` counts how often the file was opened: each time it is read anew. */
  | { kind: 'plan'; id: string; title: string; path: string; opened: number };

export interface TabsState {
  tabs: readonly Tab[];
  /** Null only while there is no tab. */
  activeTab: string | null;
  /** Closed tabs, the last closed one last, with the place each had; at most {@link CLOSED_LIMIT}. */
  closed: readonly { tab: Tab; index: number }[];
}

/** How many closed tabs can be brought back. */
export const CLOSED_LIMIT = 20;

const TITLE_LIMIT = 200;

/** Adds a tab after the active one and shows it; a tab with this id that is open already is only shown. */
export function openTab(state: TabsState, tab: Tab): TabsState {
  if (state.tabs.some((open) => open.id === tab.id)) return { ...state, activeTab: tab.id };
  const active = state.tabs.findIndex((open) => open.id === state.activeTab);
  const index = active < 0 ? state.tabs.length : active + 1;
  return { ...state, tabs: state.tabs.toSpliced(index, 0, tab), activeTab: tab.id };
}

/** Shows the plan file at `path` in a tab of its own, read anew; a new tab gets the id `freshId`. */
export function openPlan(state: TabsState, path: string, freshId: string): TabsState {
  const open = state.tabs.find((tab) => tab.kind === 'plan' && tab.path === path);
  if (!open) {
    return openTab(state, { kind: 'plan', id: freshId, title: baseName(path), path, opened: 1 });
  }
  return {
    ...state,
    activeTab: open.id,
    tabs: state.tabs.map((tab) =>
      tab === open && tab.kind === 'plan' ? { ...tab, opened: tab.opened + 1 } : tab,
    ),
  };
}

/**
 * Brings back the tabs of a saved workspace. What was opened before it was read (a plan named on the
 * command line) stays after them and on show; else the tab `active` is shown, or the first.
 */
export function restoreTabs(state: TabsState, saved: readonly Tab[], active: string | null): TabsState {
  const known = saved.find((tab) => tab.id === active) ?? saved[0];
  return {
    ...state,
    tabs: [...saved, ...state.tabs],
    activeTab: state.activeTab ?? known?.id ?? null,
  };
}

/** Takes a tab away and remembers it; the neighbour to the right, else to the left, becomes active. */
export function closeTab(state: TabsState, id: string): TabsState {
  const index = state.tabs.findIndex((tab) => tab.id === id);
  const tab = state.tabs[index];
  if (!tab) return state;
  const tabs = state.tabs.toSpliced(index, 1);
  const neighbour = tabs[Math.min(index, tabs.length - 1)];
  return {
    tabs,
    activeTab: state.activeTab === id ? (neighbour?.id ?? null) : state.activeTab,
    closed: [...state.closed, { tab, index }].slice(-CLOSED_LIMIT),
  };
}

/** Brings a closed tab back to its place and shows it; without an id the last closed one. */
export function reopenTab(state: TabsState, id?: string): TabsState {
  const entry = id === undefined ? state.closed.at(-1) : state.closed.find(({ tab }) => tab.id === id);
  if (!entry) return state;
  return {
    tabs: state.tabs.toSpliced(Math.min(entry.index, state.tabs.length), 0, entry.tab),
    activeTab: entry.tab.id,
    closed: state.closed.filter((other) => other !== entry),
  };
}

/** Gives a tab another title; blank titles are refused, long ones cut. */
export function renameTab(state: TabsState, id: string, title: string): TabsState {
  const trimmed = title.trim().slice(0, TITLE_LIMIT);
  if (!trimmed) return state;
  return { ...state, tabs: state.tabs.map((tab) => (tab.id === id ? { ...tab, title: trimmed } : tab)) };
}

/** Keeps the text of a query tab up to date. */
export function setSql(state: TabsState, id: string, sql: string): TabsState {
  return {
    ...state,
    tabs: state.tabs.map((tab) => (tab.id === id && tab.kind === 'query' ? { ...tab, sql } : tab)),
  };
}

/** Shows the tab `step` places further, round the ends. */
export function stepTab(state: TabsState, step: 1 | -1): TabsState {
  const index = state.tabs.findIndex((tab) => tab.id === state.activeTab);
  const next = state.tabs[(index + step + state.tabs.length) % state.tabs.length];
  return next ? { ...state, activeTab: next.id } : state;
}

/** `Query 3.sql`: the lowest number that no open tab has. */
export function freeTitle(tabs: readonly Tab[]): string {
  const taken = new Set(tabs.map((tab) => tab.title));
  let number = 1;
  while (taken.has(`Query ${number}.sql`)) number += 1;
  return `Query ${number}.sql`;
}
