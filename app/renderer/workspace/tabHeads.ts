import { useShallow } from 'zustand/react/shallow';
import { selectActiveTab, useWorkspace } from './store';
import type { Tab } from './tabs';

/** A tab without its text: what is drawn from it stays as it is while the text is typed. */
export type TabHead =
  | { kind: 'query'; id: string; title: string }
  | { kind: 'plan'; id: string; title: string; path: string; opened: number };

function headOf(tab: Tab | undefined): TabHead | undefined {
  if (tab?.kind !== 'query') return tab;
  const { kind, id, title } = tab;
  return { kind, id, title };
}

/** The tab on show, or undefined. */
export function useActiveTab(): TabHead | undefined {
  return useWorkspace(useShallow((state) => headOf(selectActiveTab(state))));
}

/** The tab with an id; undefined once it is closed. */
export function useTab(id: string): TabHead | undefined {
  return useWorkspace(useShallow((state) => headOf(state.tabs.find((tab) => tab.id === id))));
}

/** Ids of the open tabs, from left to right. */
export function useTabIds(): readonly string[] {
  return useWorkspace(useShallow((state) => state.tabs.map(({ id }) => id)));
}
