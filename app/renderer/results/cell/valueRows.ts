import type { ValueTree } from '../format';

/** One line of a value's tree. */
export interface ValueRow {
  /** The places on the way to it, parted by points. */
  key: string;
  depth: number;
  name: string;
  tree: ValueTree;
  /** Undefined where nothing is below it. */
  expanded: boolean | undefined;
}

/** As many parts of one value as are listed. */
const PARTS = 10_000;
/** A value with fewer parts shows those of its parts, too. */
const FEW = 50;

/** The lines of a nested value; `toggled` are those that are not as they are at first. */
export function valueRows(tree: ValueTree, toggled: ReadonlySet<string>): ValueRow[] {
  const rows: ValueRow[] = [];
  add(rows, tree, '', 0, toggled);
  return rows;
}

function add(
  rows: ValueRow[],
  tree: ValueTree,
  path: string,
  depth: number,
  toggled: ReadonlySet<string>,
): void {
  const parts = partsOf(tree);
  const opens = depth === 0 && parts.length <= FEW;
  parts.slice(0, PARTS).forEach(([name, part], at) => {
    const key = path ? `${path}.${at}` : `${at}`;
    const hasParts =
      part !== null && (part.kind === 'list' || part.kind === 'entries') && partsOf(part).length > 0;
    const expanded = hasParts ? opens !== toggled.has(key) : undefined;
    rows.push({ key, depth, name, tree: part, expanded });
    if (expanded) add(rows, part, key, depth + 1, toggled);
  });
  if (parts.length > PARTS)
    rows.push({
      key: `${path}.more`,
      depth,
      name: '…',
      tree: { kind: 'other', text: `${parts.length - PARTS} more` },
      expanded: undefined,
    });
}

function partsOf(tree: ValueTree): [name: string, part: ValueTree][] {
  if (tree === null) return [];
  if (tree.kind === 'entries') return tree.entries;
  return tree.kind === 'list' ? tree.items.map((item, at) => [String(at), item]) : [];
}
