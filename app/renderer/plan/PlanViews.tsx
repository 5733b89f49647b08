import { memo, useCallback, useEffect, useMemo } from 'react';
import { formatCount } from '../../shared/figures';
import type { PlanStage, StageId } from '../../shared/plan';
import { Button, Split, SplitHandle, SplitPane } from '../base';
import { NodeDetails } from './details/NodeDetails';
import { PlanGraph } from './graph/PlanGraph';
import { foldedToFit, outlineOf, shapeOf } from './outline';
import styles from './PlanPane.module.css';
import { PlanTree } from './tree/PlanTree';
import { collapseNodes, NONE_COLLAPSED, selectNode, toggleNode, usePlanView } from './viewStore';

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
  /** Told which operator is selected, of which stage: its metrics may have to be fetched. */
  onInspect?(stage: StageId, operator: number | null): void;
}

/** One stage of a plan as graph or tree-grid, with the details of the selected operator at the right. */
export const PlanViews = memo(function PlanViews(props: PlanViewsProps) {
  const { viewKey, stage, partial = false, details = 'always', onInspect } = props;
  const mode = usePlanView((state) => state.mode);
  const shape = useMemo(() => shapeOf(stage), [stage]);
  const key = `${viewKey} ${shape}`;
  const collapsed = usePlanView((state) => state.collapsed[key] ?? NONE_COLLAPSED);
  const chosen = usePlanView((state) => state.selected[key]);
  const items = useMemo(() => outlineOf(stage, collapsed), [stage, collapsed]);
  const selected = items.some(({ node }) => node.id === chosen) ? (chosen ?? null) : null;
  const node = selected === null ? undefined : stage.nodes[selected];

  const { id } = stage;
  useEffect(() => onInspect?.(id, selected), [onInspect, id, selected]);

  const onSelect = useCallback((id: number) => selectNode(key, id), [key]);
  const onToggle = useCallback((id: number) => toggleNode(key, id), [key]);
  const view = { stage, partial, items, selected, onSelect, onToggle };
  const withDetails = details === 'always' || node !== undefined;
  const asTree = mode === 'tree';
  const tooMany = !asTree && items.length > GRAPH_LIMIT;
  return (
    <Split orientation="horizontal" style={{ height: '100%' }}>
      <SplitPane id="view" minSize={240}>
        <div className={styles.pane}>
          {tooMany && (
            <TooMany
              count={items.length}
              onFold={() => collapseNodes(key, foldedToFit(stage, GRAPH_LIMIT))}
            />
          )}
          <div className={styles.views}>
            {!asTree && !tooMany ? <PlanGraph key={key} {...view} /> : <PlanTree key={key} {...view} />}
          </div>
        </div>
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
});

/** Says why there is a tree where a graph was asked for, and how to get that. */
function TooMany({ count, onFold }: { count: number; onFold(): void }) {
  return (
    <div className={styles.line} role="status">
      <span>
        {formatCount(count)} operators, shown as a tree: the graph draws up to {formatCount(GRAPH_LIMIT)}.
        Fold parts of it, and the graph is back.
      </span>
      <Button onPress={onFold}>Fold to fit the graph</Button>
    </div>
  );
}
