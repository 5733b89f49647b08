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

/** Rows in reading order with their places in the tree; made in one pass without an object for each row. */
export class PlacedRows {
  readonly length: number;
  readonly #at: (index: number) => TreeGridRow | undefined;
  readonly #parents: Int32Array;
  readonly #positions: Int32Array;
  /** The number of the group of siblings that a row belongs to, and how many each group has. */
  readonly #groups: Int32Array;
  readonly #sizes: number[] = [];

  constructor(length: number, at: (index: number) => TreeGridRow | undefined) {
    this.length = length;
    this.#at = at;
    this.#parents = new Int32Array(length);
    this.#positions = new Int32Array(length);
    this.#groups = new Int32Array(length);
    /** The last row of each depth on the way to the present one, and the group of its siblings. */
    const path: number[] = [];
    const groups: number[] = [];
    let before = -1;
    for (let index = 0; index < length; index += 1) {
      const depth = at(index)?.depth ?? 0;
      if (depth > before) groups[depth] = this.#sizes.push(0) - 1;
      before = depth;
      const group = groups[depth] ?? 0;
      const position = (this.#sizes[group] ?? 0) + 1;
      this.#sizes[group] = position;
      this.#groups[index] = group;
      this.#positions[index] = position;
      this.#parents[index] = depth === 0 ? -1 : (path[depth - 1] ?? -1);
      path[depth] = index;
    }
  }

  at(index: number): PlacedRow | undefined {
    const row = this.#at(index);
    if (!row) return undefined;
    return {
      ...row,
      parent: this.#parents[index] ?? -1,
      position: this.#positions[index] ?? 1,
      siblings: this.#sizes[this.#groups[index] ?? 0] ?? 1,
    };
  }

  /** -1 where no row has the key. */
  indexOf(key: string | null): number {
    if (key !== null)
      for (let index = 0; index < this.length; index += 1) if (this.#at(index)?.key === key) return index;
    return -1;
  }

  /** The next row after `index`, round the end, whose label begins with what was typed; -1 for none. */
  findByLabel(index: number, typed: string): number {
    const wanted = typed.toLowerCase();
    // While a word is typed the present row may go on to match.
    const first = Math.max(0, index + (typed.length > 1 ? 0 : 1));
    for (let step = 0; step < this.length; step += 1) {
      const at = (first + step) % this.length;
      if (this.#at(at)?.label?.toLowerCase().startsWith(wanted)) return at;
    }
    return -1;
  }
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
  rows: PlacedRows,
  index: number,
  key: string,
  page: number,
): TreeGridAction | null {
  const last = rows.length - 1;
  if (last < 0) return null;
  const row = rows.at(index);
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
      return row?.expanded && rows.at(index + 1)?.parent === index ? select(index + 1) : null;
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
