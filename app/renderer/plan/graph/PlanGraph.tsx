import '@xyflow/react/dist/base.css';
import { Background, MiniMap, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { Maximize, Minus, Plus } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { IconButton, useDelayed } from '../../base';
import { isScopedKey, scopedKeysLabel } from '../../commands';
import { heatClass } from '../Heat';
import { graphKey } from '../outline';
import { PlanTree } from '../tree/PlanTree';
import type { PlanViewProps } from '../viewProps';
import { FlowEdge } from './FlowEdge';
import { flowEdges, flowNodes, type OperatorNode, reuseNodes } from './flow';
import { firstViewport, fittingViewport, MIN_ZOOM, type Place } from './layout';
import { cardId, NodeCard } from './NodeCard';
import styles from './PlanGraph.module.css';
import { useLayout } from './useLayout';
import { useViewport } from './useViewport';

const NODE_TYPES = { operator: NodeCard };
const EDGE_TYPES = { rows: FlowEdge };
/** In pixels: the library scales the map by it. */
const MAP_SIZE = { width: 128, height: 108 };
const MAX_ZOOM = 1.6;
/** Fewer nodes than this are seen at a glance without a map. */
const MAP_FROM = 8;

/** Milliseconds that laying out may take before the tree stands in. */
const PATIENCE_MS = 150;

/** A plan as a graph: root on top, rows flowing upwards. Drag to pan, wheel to zoom, keys as in the hints of its buttons. */
export function PlanGraph(props: PlanViewProps) {
  const places = useLayout(props.items);
  const late = useDelayed(places === null, PATIENCE_MS);
  if (!places) return late ? <PlanTree {...props} /> : null;
  return (
    <ReactFlowProvider>
      <Graph {...props} places={places} />
    </ReactFlowProvider>
  );
}

/** The library calls its frame an application, which would part the tree from its items. */
function asPresentation(frame: HTMLElement | null): void {
  frame?.setAttribute('role', 'presentation');
}

type GraphProps = PlanViewProps & { places: readonly Place[] };

function Graph({ stage, partial, items, places, selected, onSelect, onToggle }: GraphProps) {
  const tree = useRef<HTMLDivElement>(null);
  const flow = useReactFlow<OperatorNode>();
  // What was just unfolded has its place a moment later.
  const placed = useMemo(() => {
    const known = new Set(places.map(({ id }) => id));
    return items.filter(({ node }) => known.has(node.id));
  }, [items, places]);
  const drawn = useRef<OperatorNode[]>([]);
  const nodes = useMemo(() => {
    const next = flowNodes(stage, placed, places, { selected, partial, onToggle });
    drawn.current = reuseNodes(drawn.current, next);
    return drawn.current;
  }, [stage, placed, places, selected, partial, onToggle]);
  const edges = useMemo(() => flowEdges(stage, placed), [stage, placed]);

  const { size, moved } = useViewport(tree, places, selected);

  function fit() {
    const box = tree.current?.getBoundingClientRect();
    moved();
    if (box) void flow.setViewport(fittingViewport(places, box.width, box.height), { duration: 120 });
  }

  function zoom(direction: 'in' | 'out') {
    moved();
    void (direction === 'in' ? flow.zoomIn : flow.zoomOut)({ duration: 120 });
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== tree.current) return;
    if (isScopedKey(event, 'graph.zoomIn')) zoom('in');
    else if (isScopedKey(event, 'graph.zoomOut')) zoom('out');
    else if (isScopedKey(event, 'graph.fit')) fit();
    else {
      const act = graphKey(items, selected, event.key);
      if (!act) return;
      if ('select' in act) onSelect(act.select);
      else onToggle(act.toggle);
    }
    event.preventDefault();
  }

  return (
    <div className={styles.frame}>
      <div
        ref={tree}
        role="tree"
        aria-label="Plan graph"
        aria-activedescendant={selected === null ? undefined : cardId(selected)}
        data-testid="plan-graph"
        tabIndex={0}
        className={styles.tree}
        onKeyDown={onKeyDown}
      >
        {size && (
          <ReactFlow
            ref={asPresentation}
            nodes={nodes}
            edges={edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            defaultViewport={firstViewport(places, size.width, size.height)}
            minZoom={MIN_ZOOM}
            maxZoom={MAX_ZOOM}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            edgesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            zoomOnDoubleClick={false}
            onlyRenderVisibleElements={items.length > 200}
            proOptions={{ hideAttribution: true }}
            onMoveStart={(event) => event && moved()}
            onNodeClick={(_event, node) => {
              tree.current?.focus({ preventScroll: true });
              onSelect(Number(node.id));
            }}
            onNodeDoubleClick={(_event, node) => onToggle(Number(node.id))}
          >
            <Background gap={20} size={1} className={styles.dots} />
          </ReactFlow>
        )}
      </div>
      {/* Beside the tree: it may hold nothing but its items. */}
      {size && items.length >= MAP_FROM && (
        <MiniMap<OperatorNode>
          ariaLabel="Overview of the plan"
          position="bottom-left"
          pannable
          zoomable
          className={styles.map}
          style={MAP_SIZE}
          nodeBorderRadius={12}
          nodeClassName={(node) => heatClass(node.data.heat)}
        />
      )}
      <Panel position="top-right" className={styles.controls}>
        <IconButton label="Zoom in" keys={scopedKeysLabel('graph.zoomIn')} onPress={() => zoom('in')}>
          <Plus size={14} />
        </IconButton>
        <IconButton label="Zoom out" keys={scopedKeysLabel('graph.zoomOut')} onPress={() => zoom('out')}>
          <Minus size={14} />
        </IconButton>
        <IconButton label="Fit the plan" keys={scopedKeysLabel('graph.fit')} onPress={fit}>
          <Maximize size={13} />
        </IconButton>
      </Panel>
    </div>
  );
}
