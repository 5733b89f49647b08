import type { WireChildren, WireField } from '../../shared/bytes';

/** Names a message: the start of each field on the way to it. The outermost is the empty path. */
export type Path = readonly number[];

export const keyOf = (path: Path): string => path.join('.');

/** Fields that are fetched at once. */
export const PAGE = 200;

/** The fields of one message that are loaded: a run without gaps. */
export interface Branch {
  from: number;
  total: number;
  fields: readonly WireField[];
}

/** What is loaded and unfolded, by {@link keyOf}. */
export interface FieldTree {
  branches: Readonly<Record<string, Branch>>;
  open: ReadonlySet<string>;
}

export const EMPTY_TREE: FieldTree = { branches: {}, open: new Set() };

/** A line of the tree: a field, or the fields before or behind the loaded ones. */
export type FieldRow =
  | {
      kind: 'field';
      key: string;
      path: Path;
      depth: number;
      field: WireField;
      expanded: boolean;
      total: number;
    }
  | { kind: 'more'; key: string; path: Path; depth: number; before: boolean; count: number };

/** The lines on show, in the order of the bytes. */
export function rowsOf({ branches, open }: FieldTree): FieldRow[] {
  const rows: FieldRow[] = [];
  // Messages may be thousands of levels deep: a list instead of recursion.
  const pending: (FieldRow | { kind: 'branch'; path: Path; depth: number })[] = [
    { kind: 'branch', path: [], depth: 0 },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind !== 'branch') {
      rows.push(next);
      if (next.kind === 'field' && next.expanded)
        pending.push({ kind: 'branch', path: next.path, depth: next.depth + 1 });
      continue;
    }
    const { path, depth } = next;
    const branch = branches[keyOf(path)];
    if (!branch) continue;
    const { from, total, fields } = branch;
    const more = (before: boolean, count: number) => {
      const key = `${keyOf(path)} ${before ? 'before' : 'behind'}`;
      if (count > 0) pending.push({ kind: 'more', key, path, depth, before, count });
    };
    more(false, total - from - fields.length);
    for (const field of [...fields].reverse()) {
      const own = [...path, field.start];
      const key = keyOf(own);
      pending.push({ kind: 'field', key, path: own, depth, field, expanded: open.has(key), total });
    }
    more(true, from);
  }
  return rows;
}

/** Adds fetched fields: beside the loaded ones where they touch, else in their place. */
export function withFields(tree: FieldTree, path: Path, from: number, answer: WireChildren): FieldTree {
  const key = keyOf(path);
  const loaded = tree.branches[key];
  const end = from + answer.fields.length;
  let branch: Branch = { from, ...answer };
  if (loaded && end === loaded.from) {
    branch = { from, total: answer.total, fields: [...answer.fields, ...loaded.fields] };
  } else if (loaded && from === loaded.from + loaded.fields.length) {
    branch = { from: loaded.from, total: answer.total, fields: [...loaded.fields, ...answer.fields] };
  }
  return { ...tree, branches: { ...tree.branches, [key]: branch } };
}

export function withOpen(tree: FieldTree, key: string, open: boolean): FieldTree {
  if (tree.open.has(key) === open) return tree;
  const next = new Set(tree.open);
  if (open) next.add(key);
  else next.delete(key);
  return { ...tree, open: next };
}

/** True when the field at `place` of the message is loaded. */
export function isLoaded(tree: FieldTree, path: Path, place: number): boolean {
  const branch = tree.branches[keyOf(path)];
  return branch !== undefined && place >= branch.from && place < branch.from + branch.fields.length;
}

/** The line that a key moves to, or null for a key that does not move. */
export function moveTo(rows: readonly FieldRow[], index: number, key: string, page: number): number | null {
  const last = rows.length - 1;
  const row = rows[index];
  const within = (place: number) => Math.min(Math.max(place, 0), last);
  switch (key) {
    case 'ArrowDown':
      return within(index + 1);
    case 'ArrowUp':
      return within(index - 1);
    case 'PageDown':
      return within(index + page);
    case 'PageUp':
      return within(index - page);
    case 'Home':
      return within(0);
    case 'End':
      return last;
    case 'ArrowRight':
      return row?.kind === 'field' && row.expanded ? within(index + 1) : null;
    case 'ArrowLeft': {
      if (!row || (row.kind === 'field' && row.expanded)) return null;
      for (let place = index - 1; place >= 0; place -= 1) {
        if ((rows[place]?.depth ?? 0) < row.depth) return place;
      }
      return null;
    }
    default:
      return null;
  }
}
