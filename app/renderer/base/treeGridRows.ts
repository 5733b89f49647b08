/** Where a row stands in its tree, as the owner of the rows says it. */
export interface TreeGridRow {
  key: string;
  /** 0 for the outermost rows. */
  depth: number;
  /** Undefined for rows without any below them. */
  expanded?: boolean | undefined;
  /** What the row is called: for screen readers instead of its cells, and for typing ahead. */
  label?: string | undefined;
}

/** The same with what follows from the rows around. */
export interface PlacedRow extends TreeGridRow {
  /** Index of the row above it in the tree; -1 for the outermost. */
  parent: number;
  /** Its place among its siblings that are listed, from 1, and how many they are. */
  position: number;
  siblings: number;
}

/** Finds out how rows in reading order stand to each other. */
export function placeRows(rows: readonly TreeGridRow[]): PlacedRow[] {
  const placed: PlacedRow[] = [];
  /** The last row of each depth on the way to the present one, and its siblings so far. */
  const path: { index: number; group: PlacedRow[] }[] = [];
  const end = (depth: number) => {
    for (const { group } of path.splice(depth)) for (const row of group) row.siblings = group.length;
  };
  for (const [index, row] of rows.entries()) {
    end(row.depth + 1);
    const open = path[row.depth];
    const group = open?.group ?? [];
    const parent = path[row.depth - 1]?.index ?? -1;
    const own = { ...row, parent, position: group.length + 1, siblings: 1 };
    group.push(own);
    path[row.depth] = { index, group };
    placed.push(own);
  }
  end(0);
  return placed;
}

/** What a key does: select another row, open or close the selected one, or act on it. */
export type TreeGridAction =
  | { kind: 'select'; index: number }
  | { kind: 'toggle'; index: number }
  | { kind: 'act'; index: number };

/**
 * Keys of a tree-grid whose rows take the focus, as ARIA's authoring practices list them. `index` is the
 * selected row, negative for none: then a moving key selects the first. `page` is the rows that a page has.
 */
export function treeGridKey(
  rows: readonly PlacedRow[],
  index: number,
  key: string,
  page: number,
): TreeGridAction | null {
  const last = rows.length - 1;
  if (last < 0) return null;
  const row = rows[index];
  const select = (to: number): TreeGridAction => ({
    kind: 'select',
    index: row ? Math.min(Math.max(to, 0), last) : 0,
  });
  switch (key) {
    case 'ArrowDown':
      return select(index + 1);
    case 'ArrowUp':
      return select(index - 1);
    case 'PageDown':
      return select(index + page);
    case 'PageUp':
      return select(index - page);
    case 'Home':
      return select(0);
    case 'End':
      return { kind: 'select', index: last };
    case 'ArrowRight':
      if (row?.expanded === false) return { kind: 'toggle', index };
      return row?.expanded && rows[index + 1]?.parent === index ? select(index + 1) : null;
    case 'ArrowLeft':
      if (row?.expanded) return { kind: 'toggle', index };
      return row && row.parent >= 0 ? select(row.parent) : null;
    case 'Enter':
      return row ? { kind: 'act', index } : null;
    case ' ':
      if (!row) return select(0);
      return row.expanded === undefined ? select(index) : { kind: 'toggle', index };
    default:
      return null;
  }
}

/** The next row after `index`, round the end, whose label begins with what was typed; -1 for none. */
export function findByLabel(rows: readonly PlacedRow[], index: number, typed: string): number {
  const wanted = typed.toLowerCase();
  // While a word is typed the present row may go on to match.
  const first = index + (typed.length > 1 ? 0 : 1);
  for (let step = 0; step < rows.length; step += 1) {
    const at = (Math.max(first, 0) + step) % rows.length;
    if (rows[at]?.label?.toLowerCase().startsWith(wanted)) return at;
  }
  return -1;
}
