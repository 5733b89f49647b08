import { type DocumentId, newDocumentId, newTabId, type TabId } from '../../shared/identity';
import type { Layout, PaneId } from '../../shared/workspace';
import { toast } from '../base';
import { call } from '../bridge';
import { keysLabel } from '../commands';
import { useWorkspace } from './store';
import * as tabs from './tabs';

const { getState, setState } = useWorkspace;

/** Opens a query with a text in a tab and shows it. Returns its id. */
export function openQuery(options: { title?: string; sql?: string } = {}): DocumentId {
  const id = newDocumentId();
  setState((state) => {
    const { title = tabs.freeTitle(state), sql = '' } = options;
    return tabs.openQuery(state, { kind: 'query', id, title, sql }, newTabId());
  });
  return id;
}

/** Opens a saved query; one that is open under its name is shown as it is. */
export function openSavedQuery({ name, sql }: { name: string; sql: string }): void {
  const open = tabs.openQueries(getState()).find(({ title }) => title === name);
  if (open) showDocument(open.id);
  else openQuery({ title: name, sql });
}

/** Opens a query with exactly this text, or shows the one that has it already. Returns its id. */
export function openQueryOnce(options: { title: string; sql: string }): DocumentId {
  const open = tabs.openQueries(getState()).find(({ sql }) => sql === options.sql);
  if (open) showDocument(open.id);
  return open?.id ?? openQuery(options);
}

/** Shows a saved plan in a tab; each path has at most one. */
export function openPlanTab(path: string): void {
  const fresh = { document: newDocumentId(), tab: newTabId() };
  setState((state) => tabs.openPlan(state, path, fresh));
}

/** The notice of the tab closed last, and what takes it away: one after the other would cover the window. */
let notice: { tabId: TabId; dismiss(): void } | null = null;

/** Closes a tab and offers to bring it back with its text. What its file does not hold is asked about before. */
export function closeTab(id: TabId, { discard = false } = {}): void {
  const { tabs: open, documents, texts } = getState();
  const tab = open.find((one) => one.id === id);
  const document = tab && documents[tab.document];
  if (!document) return;
  if (document.kind === 'query' && document.file?.edited && !discard) {
    setState({ closing: id });
    return;
  }
  setState((state) => tabs.closeTab(state, id));
  if (document.kind === 'query' && texts[document.id]?.trim()) {
    notice?.dismiss();
    const dismiss = toast({
      kind: 'info',
      title: `Closed ${document.title}`,
      description: `${keysLabel('tab.reopen')} reopens closed tabs.`,
      action: { title: 'Undo', run: () => reopenTab(id) },
    });
    notice = { tabId: id, dismiss };
  }
}

/** Brings back a closed tab, the last one when no id is given. */
export function reopenTab(id?: TabId): void {
  setState((state) => tabs.reopenTab(state, id));
  if (notice?.tabId !== getState().activeTab) return;
  notice?.dismiss();
  notice = null;
}

export function selectTab(id: TabId): void {
  setState({ activeTab: id });
}

/** Shows the tab of a document, if one has it. */
export function showDocument(document: DocumentId): void {
  const tab = tabs.tabOf(getState(), document);
  if (tab) selectTab(tab.id);
}

export function stepTab(step: 1 | -1): void {
  setState((state) => tabs.stepTab(state, step));
}

export function setText(id: DocumentId, sql: string): void {
  setState((state) => tabs.setText(state, id, sql));
}

export function showPane(pane: PaneId): void {
  setLayout({ pane });
}

/** Remembers how the window is divided. */
export function setLayout(changed: Partial<Layout>): void {
  const { layout } = getState();
  const next = { ...layout, ...changed };
  const keys = Object.keys(changed) as (keyof Layout)[];
  if (keys.some((key) => next[key] !== layout[key])) setState({ layout: next });
}

/**
 * Brings back what the window showed last; a workspace without tabs gets an empty one.
 *
 * @throws CallError when the main process cannot read the workspace
 */
export async function loadWorkspace(): Promise<{ notes: readonly string[] }> {
  const saved = await call('workspace:load', undefined);
  // React's StrictMode loads twice, a hot reload again: the tabs are open already.
  if (getState().phase === 'ready') return { notes: [] };
  const open = saved.tabs.map(({ id, title, sql, file }) => ({
    query: { kind: 'query' as const, id: id as DocumentId, title, sql, ...(file && { file }) },
    tab: newTabId(),
  }));
  setState((state) => ({
    ...tabs.restoreTabs(state, open, saved.activeTab as DocumentId | null),
    phase: 'ready',
    name: saved.name,
    queries: saved.queries,
    layout: saved.layout,
    unsaved: saved.unsaved,
  }));
  if (getState().tabs.length === 0) openQuery();
  return { notes: saved.notes };
}
