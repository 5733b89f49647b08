import { create } from 'zustand';
import type { AppError } from '../../shared/errors';
import type { SavedQuery, Workspace } from '../../shared/workspace';
import type { TabsState } from './tabs';

export type PaneId = 'results' | 'plan' | 'messages';

type Layout = Workspace['layout'];

export interface WorkspaceState extends TabsState {
  /** `loading` until the main process answered; nothing is saved before. */
  phase: 'loading' | 'ready';
  name: string;
  queries: readonly SavedQuery[];
  /** Which pane is shown below the editor. */
  pane: PaneId;
  layout: Layout;
  /** Why changes are not being saved at this moment; null when they are. */
  unsaved: AppError | null;
}

/** Data only; the transitions are in `tabs.ts`, what they bring about in `actions.ts`. */
export const useWorkspace = create<WorkspaceState>()(() => ({
  phase: 'loading',
  name: '',
  queries: [],
  tabs: [],
  activeTab: null,
  closed: [],
  pane: 'results',
  layout: {},
  unsaved: null,
}));

/** The tab on show, or undefined. */
export function selectActiveTab(state: WorkspaceState) {
  return state.tabs.find((tab) => tab.id === state.activeTab);
}
