import { create } from 'zustand';
import type { AppError } from '../../shared/errors';
import type { DocumentId, TabId } from '../../shared/identity';
import type { Layout, PaneId, SavedQuery } from '../../shared/workspace';
import type { Document } from './documents';
import type { TabsState } from './tabs';

export interface WorkspaceState extends TabsState {
  /** `loading` until the main process answered; nothing is saved before. */
  phase: 'loading' | 'ready';
  name: string;
  queries: readonly SavedQuery[];
  layout: Layout;
  /** The tab whose closing would lose what its file does not hold, while that is asked. */
  closing: TabId | null;
  /** The query whose file another program changed, while it is asked whether to replace that. */
  conflict: DocumentId | null;
  /** Why changes are not being saved at this moment; null when they are. */
  unsaved: AppError | null;
}

/** Data only; the transitions are in `tabs.ts`, what they bring about in `actions.ts`. */
export const useWorkspace = create<WorkspaceState>()(() => ({
  phase: 'loading',
  name: '',
  queries: [],
  documents: {},
  texts: {},
  onDisk: {},
  closing: null,
  conflict: null,
  tabs: [],
  activeTab: null,
  closed: [],
  layout: {},
  unsaved: null,
}));

/** The document on show; undefined where there is none. */
export function selectActiveDocument(state: WorkspaceState): Document | undefined {
  const tab = state.tabs.find(({ id }) => id === state.activeTab);
  return tab && state.documents[tab.document];
}

/** The pane that is shown below the editor. */
export function selectPane({ layout }: WorkspaceState): PaneId {
  return layout.pane ?? 'results';
}
