import { useMemo } from 'react';
import type { PlanStage } from '../../shared/plan';
import { shapeOf } from './outline';
import { selectNode, usePlanView } from './viewStore';

/** The node that the graph and the tree of a stage show as selected, and how to select another. */
export function useSelectedNode(
  viewKey: string,
  stage: PlanStage | undefined,
): [id: number | null, select: (id: number) => void] {
  const key = useMemo(() => (stage ? `${viewKey} ${shapeOf(stage)}` : ''), [viewKey, stage]);
  const selected = usePlanView((state) => state.selected[key] ?? null);
  return [selected, (id) => selectNode(key, id)];
}
