import type { PlanNode, PlanStage } from '../../shared/plan';

/** A node that is on show, with its place in the tree. */
export interface OutlineItem {
  node: PlanNode;
  /** 0 for the root. */
  depth: number;
  parent: number | null;
  collapsed: boolean;
  /** Nodes below it that are not on show because it is collapsed. */
  hidden: number;
  /** Its place among its siblings, from 1, and how many they are. */
  position: number;
  siblings: number;
}

/** The nodes on show in reading order: pre-order, without what lies below a collapsed node. */
export function outlineOf(stage: PlanStage, collapsed: ReadonlySet<number>): OutlineItem[] {
  const items: OutlineItem[] = [];
  const sizes = subtreeSizes(stage);
  const root = stage.nodes[0];
  const stack = root
    ? [{ node: root, depth: 0, parent: null as number | null, position: 1, siblings: 1 }]
    : [];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, depth } = next;
    const closed = collapsed.has(node.id) && node.children.length > 0;
    items.push({ ...next, collapsed: closed, hidden: closed ? (sizes[node.id] ?? 1) - 1 : 0 });
    if (closed) continue;
    const count = node.children.length;
    for (let index = count - 1; index >= 0; index -= 1) {
      const child = stage.nodes[node.children[index] ?? -1];
      if (child)
        stack.push({ node: child, depth: depth + 1, parent: node.id, position: index + 1, siblings: count });
    }
  }
  return items;
}

/** Nodes in each subtree, its root included. Children come after their parent in a stage. */
function subtreeSizes(stage: PlanStage): number[] {
  const sizes = stage.nodes.map(() => 1);
  for (let id = stage.nodes.length - 1; id >= 0; id -= 1) {
    for (const child of stage.nodes[id]?.children ?? []) sizes[id] = (sizes[id] ?? 1) + (sizes[child] ?? 0);
  }
  return sizes;
}

/** What to collapse so that at most `limit` nodes are on show: everything below the deepest level that still fits. */
export function foldedToFit(stage: PlanStage, limit: number): ReadonlySet<number> {
  let level = stage.nodes.slice(0, 1);
  let shown = level.length;
  for (;;) {
    const next = level.flatMap(({ children }) => children.flatMap((id) => stage.nodes[id] ?? []));
    if (next.length === 0) return new Set();
    if (shown + next.length > limit)
      return new Set(level.filter(({ children }) => children.length > 0).map(({ id }) => id));
    shown += next.length;
    level = next;
  }
}

/** A number that differs between plans of different shape: what is collapsed or selected belongs to one shape. */
export function shapeOf(stage: PlanStage): string {
  let hash = 0x811c9dc5;
  for (const node of stage.nodes) {
    for (const char of `${node.operator}/${node.children.length};`) {
      hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
    }
  }
  return `${stage.kind}-${stage.nodes.length}-${(hash >>> 0).toString(16)}`;
}

/** What a key does in a plan: select another node, or open and close the subtree of the selected one. */
export type PlanKey = { select: number } | { toggle: number } | null;

/** Keys in the graph: up to the parent, down to the first child, sideways along the same depth. */
export function graphKey(items: readonly OutlineItem[], selected: number | null, key: string): PlanKey {
  const current = items.find((item) => item.node.id === selected);
  if (!current) {
    const first = key === 'Home' || key.startsWith('Arrow') ? items[0] : undefined;
    return first ? { select: first.node.id } : null;
  }
  switch (key) {
    case 'ArrowUp':
      return current.parent === null ? null : { select: current.parent };
    case 'ArrowDown': {
      const child = current.collapsed ? undefined : current.node.children[0];
      return child === undefined ? null : { select: child };
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const level = items.filter((item) => item.depth === current.depth);
      const next = level[level.indexOf(current) + (key === 'ArrowLeft' ? -1 : 1)];
      return next ? { select: next.node.id } : null;
    }
    case 'Enter':
    case ' ':
      return current.node.children.length > 0 ? { toggle: current.node.id } : null;
    case 'Home':
      return items[0] ? { select: items[0].node.id } : null;
    default:
      return null;
  }
}
