import type { WireChildren, WireField } from '../../shared/bytes';

/** Names a message for the engine: the start of each field on the way to it. The outermost is the empty path. */
export type Path = readonly number[];

/** The key of the outermost message, which is no field. */
export const ROOT = '';

/** The key of a field, and of the message in it: no two fields begin at the same byte. */
export const keyOf = ({ start }: WireField): string => `${start}`;

/** Fields that are fetched at once. */
export const PAGE = 200;

/** The fields of one message that are loaded: a run without gaps. */
export interface Branch {
  from: number;
  total: number;
  fields: readonly WireField[];
}

/** What is loaded and unfolded, by the key of the message. */
export interface FieldTree {
  branches: ReadonlyMap<string, Branch>;
  open: ReadonlySet<string>;
}

export const EMPTY_TREE: FieldTree = { branches: new Map(), open: new Set() };

/** A field on show. Messages may be thousands of levels deep: its path is that of the fields around it. */
export interface OneField {
  kind: 'field';
  key: string;
  /** The field whose message holds it; null in the outermost. */
  holder: OneField | null;
  depth: number;
  field: WireField;
  expanded: boolean;
  total: number;
}

/** A line of the tree: a field, or the fields before or after the loaded ones of a message. */
export type FieldRow =
  | OneField
  | { kind: 'more'; key: string; holder: OneField | null; depth: number; before: boolean; count: number };

/** The path of the message in a field; of the outermost without one. */
export function pathOf(holder: OneField | null): Path {
  const path: number[] = [];
  for (let at = holder; at; at = at.holder) path.push(at.field.start);
  return path.reverse();
}

/** The key of the message that a line belongs to. */
export const messageOf = ({ holder }: FieldRow): string => holder?.key ?? ROOT;

/** The lines on show, in the order of the bytes. */
export function rowsOf({ branches, open }: FieldTree): FieldRow[] {
  const rows: FieldRow[] = [];
  // A list instead of recursion, for the depth.
  const pending: (FieldRow | { kind: 'branch'; holder: OneField | null; depth: number })[] = [
    { kind: 'branch', holder: null, depth: 0 },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.kind !== 'branch') {
      rows.push(next);
      if (next.kind === 'field' && next.expanded)
        pending.push({ kind: 'branch', holder: next, depth: next.depth + 1 });
      continue;
    }
    const { holder, depth } = next;
    const message = holder?.key ?? ROOT;
    const branch = branches.get(message);
    if (!branch) continue;
    const { from, total, fields } = branch;
    const more = (before: boolean, count: number) => {
      const key = `${message} ${before ? 'before' : 'after'}`;
      if (count > 0) pending.push({ kind: 'more', key, holder, depth, before, count });
    };
    more(false, total - from - fields.length);
    for (const field of [...fields].reverse()) {
      const key = keyOf(field);
      pending.push({ kind: 'field', key, holder, depth, field, expanded: open.has(key), total });
    }
    more(true, from);
  }
  return rows;
}

/** Fields of a message that were fetched. */
export interface Fetched extends WireChildren {
  /** Key of the message. */
  message: string;
  from: number;
}

/** Adds fetched fields: appended to the loaded ones of their message if adjacent, else replacing them. */
export function withFields(tree: FieldTree, ...answers: readonly Fetched[]): FieldTree {
  const branches = new Map(tree.branches);
  for (const { message, from, total, fields } of answers) {
    const loaded = branches.get(message);
    let branch: Branch = { from, total, fields };
    if (loaded && from + fields.length === loaded.from) {
      branch = { from, total, fields: [...fields, ...loaded.fields] };
    } else if (loaded && from === loaded.from + loaded.fields.length) {
      branch = { from: loaded.from, total, fields: [...loaded.fields, ...fields] };
    }
    branches.set(message, branch);
  }
  return { ...tree, branches };
}

export function withOpen(tree: FieldTree, open: boolean, ...keys: readonly string[]): FieldTree {
  const next = new Set(tree.open);
  for (const key of keys) {
    if (open) next.add(key);
    else next.delete(key);
  }
  return { ...tree, open: next };
}

/** True when the field at `place` of a message is loaded. */
export function isLoaded(tree: FieldTree, message: string, place: number): boolean {
  const branch = tree.branches.get(message);
  return branch !== undefined && place >= branch.from && place < branch.from + branch.fields.length;
}
