import { useMemo } from 'react';
import type { PlanStage } from '../../shared/plan';
import { Button, EmptyState, Split, SplitHandle, SplitPane } from '../base';
import { formatCount } from '../query';
import { NodeDetails } from './details/NodeDetails';
import { PlanGraph } from './graph/PlanGraph';
import { outlineOf, shapeOf } from './outline';
import { PlanTree } from './tree/PlanTree';
import { NONE_COLLAPSED, selectNode, setMode, toggleNode, usePlanView } from './viewStore';

/** As many cards as the graph draws; beyond it panning would stutter. */
const GRAPH_LIMIT = 1500;

export interface PlanViewsProps {
  /** What the selection belongs to: a tab or a file. */
  viewKey: string;
  stage: PlanStage;
  /** True while what was measured is not the whole run: it goes on, or ended early. Default false. */
  partial?: boolean;
  /** `selected` leaves out the details while no operator is selected. Default `always`. */
  details?: 'always' | 'selected';
}

/** One stage of a plan as graph or tree-grid, with the details of the selected operator at the right. */
export function PlanViews({ viewKey, stage, partial = false, details = 'always' }: PlanViewsProps) {
  const mode = usePlanView((state) => state.mode);
  const shape = useMemo(() => shapeOf(stage), [stage]);
  const key = `${viewKey} ${shape}`;
  const collapsed = usePlanView((state) => state.collapsed[key] ?? NONE_COLLAPSED);
  const chosen = usePlanView((state) => state.selected[key]);
  const items = useMemo(() => outlineOf(stage, collapsed), [stage, collapsed]);
  const selected = items.some(({ node }) => node.id === chosen) ? (chosen ?? null) : null;
  const node = selected === null ? undefined : stage.nodes[selected];

  const view = {
    stage,
    partial,
    items,
    selected,
    shape: key,
    onSelect: (id: number) => selectNode(key, id),
    onToggle: (id: number) => toggleNode(key, id),
  };
  const withDetails = details === 'always' || node !== undefined;
  const tooMany = mode === 'graph' && items.length > GRAPH_LIMIT;
  return (
    <Split orientation="horizontal" style={{ height: '100%' }}>
      <SplitPane id="view" minSize={240}>
        {tooMany && <TooMany count={items.length} />}
        {!tooMany &&
          (mode === 'graph' ? <PlanGraph key={key} {...view} /> : <PlanTree key={key} {...view} />)}
      </SplitPane>
      {withDetails && <SplitHandle label="Width of the details" direction="horizontal" />}
      {withDetails && (
        <SplitPane
          id="details"
          minSize={200}
          defaultSize={304}
          maxSize="60%"
          groupResizeBehavior="preserve-pixel-size"
        >
          <NodeDetails stage={stage} node={node} partial={partial} />
        </SplitPane>
      )}
    </Split>
  );
}

function TooMany({ count }: { count: number }) {
  return (
    <EmptyState
      title={`${formatCount(count)} operators are too many for the graph`}
      actions={
        <Button variant="primary" onPress={() => setMode('tree')}>
          Show as a tree
        </Button>
      }
    >
      It draws up to {formatCount(GRAPH_LIMIT)}. The tree takes any number; collapse parts of it there and
      come back.
    </EmptyState>
  );
}
