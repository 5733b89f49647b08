import { create } from 'zustand';
import type { DocumentId } from '../../shared/identity';
import type { StageId } from '../../shared/plan';

/** `bytes` is for saved plans; others show the graph in its place. */
export type PlanMode = 'graph' | 'tree' | 'bytes';

interface PlanViewState {
  mode: PlanMode;
  /** The stage that a document shows instead of the last one, as long as its plan is of this task. */
  stages: Readonly<Record<DocumentId, { task: number | null; stage: StageId }>>;
  /** By document and shape of the plan: the selected node and the nodes whose subtree is hidden. */
  selected: Readonly<Record<string, number>>;
  collapsed: Readonly<Record<string, ReadonlySet<number>>>;
}

/** Data only. */
export const usePlanView = create<PlanViewState>()(() => ({
  mode: 'graph',
  stages: {},
  selected: {},
  collapsed: {},
}));

const { setState } = usePlanView;

export const NONE_COLLAPSED: ReadonlySet<number> = new Set();

export function setMode(mode: PlanMode): void {
  setState({ mode });
}

export function chooseStage(documentId: DocumentId, task: number | null, stage: StageId): void {
  setState(({ stages }) => ({ stages: { ...stages, [documentId]: { task, stage } } }));
}

export function selectNode(key: string, id: number): void {
  setState(({ selected }) => ({ selected: { ...selected, [key]: id } }));
}

/** Hides what lies below these nodes, and nothing else. */
export function collapseNodes(key: string, ids: ReadonlySet<number>): void {
  setState(({ collapsed }) => ({ collapsed: { ...collapsed, [key]: ids } }));
}

/** Hides or shows what lies below a node, and selects it. */
export function toggleNode(key: string, id: number): void {
  setState(({ collapsed, selected }) => {
    const next = new Set(collapsed[key]);
    if (!next.delete(id)) next.add(id);
    return { collapsed: { ...collapsed, [key]: next }, selected: { ...selected, [key]: id } };
  });
}
