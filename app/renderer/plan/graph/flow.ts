import { type Edge, type Node, Position } from '@xyflow/react';
import type { PlanNode, PlanStage } from '../../../shared/plan';
import { carriedRows, edgeWidth, type Heat, heatOf, mostRows, slowest } from '../measures';
import type { OutlineItem } from '../outline';
import { CARD_HEIGHT, CARD_WIDTH, type Place } from './layout';

/** What a card shows. */
export type OperatorNode = Node<
  {
    node: PlanNode;
    item: OutlineItem;
    selected: boolean;
    partial: boolean;
    heat: Heat;
    /** Self time relative to the slowest operator, 0 to 1; null where nothing was measured. */
    share: number | null;
    onToggle(id: number): void;
  },
  'operator'
>;

export type RowsEdge = Edge<{ width: number }, 'rows'>;

/** The nodes as the drawing library takes them: sizes and handles are given, so that nothing has to be measured. */
export function flowNodes(
  stage: PlanStage,
  items: readonly OutlineItem[],
  places: readonly Place[],
  view: { selected: number | null; partial: boolean; onToggle(id: number): void },
): OperatorNode[] {
  const max = slowest(stage);
  const placeOf = new Map(places.map((place) => [place.id, place]));
  return items.flatMap((item) => {
    const { node } = item;
    const place = placeOf.get(node.id);
    if (!place) return [];
    const selfTime = node.metrics?.selfTimeNs ?? null;
    return {
      id: String(node.id),
      type: 'operator' as const,
      position: { x: place.x, y: place.y },
      width: CARD_WIDTH,
      height: CARD_HEIGHT,
      handles: [
        { type: 'target' as const, position: Position.Top, x: CARD_WIDTH / 2, y: 0, width: 1, height: 1 },
        {
          type: 'source' as const,
          position: Position.Bottom,
          x: CARD_WIDTH / 2,
          y: CARD_HEIGHT,
          width: 1,
          height: 1,
        },
      ],
      data: {
        node,
        item,
        selected: node.id === view.selected,
        partial: view.partial,
        heat: heatOf(selfTime, max),
        share: selfTime === null || max === 0 ? null : selfTime / max,
        onToggle: view.onToggle,
      },
    };
  });
}

/** One edge from each operator to the one above it, as wide as the rows it carries. */
export function flowEdges(stage: PlanStage, items: readonly OutlineItem[]): RowsEdge[] {
  const max = mostRows(stage);
  return items.flatMap(({ node, parent }) =>
    parent === null
      ? []
      : {
          id: `${parent}-${node.id}`,
          type: 'rows' as const,
          source: String(parent),
          target: String(node.id),
          // The tree says by itself what is above what.
          domAttributes: { 'aria-hidden': true },
          data: { width: edgeWidth(carriedRows(stage, node), max) },
        },
  );
}

/** The nodes with those of before in place of new ones that show the same: their cards do not render again. */
export function reuseNodes(before: readonly OperatorNode[], next: readonly OperatorNode[]): OperatorNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return next.map((node) => {
    const old = known.get(node.id);
    return old && isSame(old.position, node.position) && isSameCard(old.data, node.data) ? old : node;
  });
}

function isSameCard({ item, ...card }: OperatorNode['data'], next: OperatorNode['data']): boolean {
  return isSame(item, next.item) && isSame({ ...card, item: null }, { ...next, item: null });
}

/** True where two records have the same values. */
function isSame(a: object, b: object): boolean {
  const values = new Map(Object.entries(b));
  return Object.entries(a).every(([key, value]) => Object.is(value, values.get(key)));
}
