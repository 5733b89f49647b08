import { toast } from '../base';
import { call } from '../bridge';
import { keysLabel } from '../commands';
import { type PaneId, useWorkspace } from './store';
import * as tabs from './tabs';

const { getState, setState } = useWorkspace;

function newId(): string {
  return crypto.randomUUID();
}

/** Opens a query tab with a text and shows it. Returns its id. */
export function openQueryTab(options: { title?: string; sql?: string } = {}): string {
  const id = newId();
  setState((state) =>
    tabs.openTab(state, {
      kind: 'query',
      id,
      title: options.title ?? tabs.freeTitle(state.tabs),
      sql: options.sql ?? '',
    }),
  );
  return id;
}

/** Opens a saved query; a tab that carries its name is shown as it is. */
export function openSavedQuery(query: { name: string; sql: string }): void {
  const open = getState().tabs.find((tab) => tab.kind === 'query' && tab.title === query.name);
  if (open) selectTab(open.id);
  else openQueryTab({ title: query.name, sql: query.sql });
}

/** Shows a saved plan in a tab of its own; each path has at most one. */
export function openPlanTab(path: string): void {
  setState((state) => tabs.openPlan(state, path, newId()));
}

/** The notice of the tab closed last, and what takes it away: one after the other would cover the window. */
let notice: { tabId: string; dismiss(): void } | null = null;

/** Closes a tab and offers to bring it back with its text. */
export function closeTab(id: string): void {
  const tab = getState().tabs.find((open) => open.id === id);
  if (!tab) return;
  setState((state) => tabs.closeTab(state, id));
  if (tab.kind === 'query' && tab.sql.trim()) {
    notice?.dismiss();
    const dismiss = toast({
      kind: 'info',
      title: `Closed ${tab.title}`,
      description: `${keysLabel('tab.reopen')} reopens closed tabs.`,
      action: { title: 'Undo', run: () => reopenTab(id) },
    });
    notice = { tabId: id, dismiss };
  }
}

/** Brings back a closed tab, the last one when no id is given. */
export function reopenTab(id?: string): void {
  setState((state) => tabs.reopenTab(state, id));
  if (notice?.tabId !== getState().activeTab) return;
  notice?.dismiss();
  notice = null;
}

export function selectTab(id: string): void {
  setState({ activeTab: id });
}

export function stepTab(step: 1 | -1): void {
  setState((state) => tabs.stepTab(state, step));
}

export function renameTab(id: string, title: string): void {
  setState((state) => tabs.renameTab(state, id, title));
}

export function setSql(id: string, sql: string): void {
  setState((state) => tabs.setSql(state, id, sql));
}

export function showPane(pane: PaneId): void {
  setState((state) => ({ pane, layout: { ...state.layout, pane } }));
}

/** Remembers the size of a pane under a key of the layout. */
export function setLayout(key: string, value: number): void {
  if (getState().layout[key] === value) return;
  setState((state) => ({ layout: { ...state.layout, [key]: value } }));
}

/**
 * Brings back what the window showed last; a workspace without tabs gets an empty one.
 *
 * @throws CallError when the main process cannot read the workspace
 */
export async function loadWorkspace(): Promise<{ notes: readonly string[] }> {
  const saved = await call('workspace:load', undefined);
  const open = saved.tabs.map((tab) => ({ kind: 'query' as const, ...tab }));
  const pane = saved.layout['pane'];
  setState((state) => ({
    ...tabs.restoreTabs(state, open, saved.activeTab),
    phase: 'ready',
    name: saved.name,
    queries: saved.queries,
    layout: saved.layout,
    unsaved: saved.unsaved,
    pane: pane === 'plan' || pane === 'messages' ? pane : 'results',
  }));
  if (getState().tabs.length === 0) openQueryTab();
  return { notes: saved.notes };
}
