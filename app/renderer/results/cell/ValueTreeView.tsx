import { useMemo, useState } from 'react';
import { formatQuantity } from '../../../shared/figures';
import { type TreeGridColumn, VirtualTreeGrid } from '../../base';
import type { ValueTree } from '../format';
import styles from './CellDetail.module.css';
import { type ValueRow, valueRows } from './valueRows';

/** In pixels. */
const ROW_HEIGHT = 22;
const INDENT = 14;
/** Rows that are on show without scrolling. */
const SHOWN_ROWS = 14;
/** Longest text of a line. */
const LONGEST = 400;

const columns: readonly TreeGridColumn<ValueRow>[] = [
  { title: 'Name', cell: ({ name }) => <span className={styles.key}>{name}</span> },
  { title: 'Value', cell: ({ tree }) => <span className={styles[kindOf(tree)]}>{textOf(tree)}</span> },
];

/** A nested value as a tree: arrow keys move, open and close. */
export function ValueTreeView({ tree }: { tree: ValueTree }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>('0');
  const rows = useMemo(() => valueRows(tree, toggled), [tree, toggled]);
  return (
    <div className={styles.tree} style={{ height: Math.min(rows.length, SHOWN_ROWS) * ROW_HEIGHT }}>
      <VirtualTreeGrid
        label="Parts of the value"
        rows={rows}
        place={({ key, depth, expanded, name }) => ({ key, depth, expanded, label: name })}
        columns={columns}
        widths="minmax(120px, 1fr) 2fr"
        header={false}
        rowHeight={ROW_HEIGHT}
        indent={INDENT}
        selected={selected}
        onSelect={({ key }) => setSelected(key)}
        onToggle={({ key, expanded }) => {
          if (expanded === undefined) return;
          const next = new Set(toggled);
          if (!next.delete(key)) next.add(key);
          setToggled(next);
        }}
      />
    </div>
  );
}

function kindOf(tree: ValueTree): 'null' | 'nested' | 'text' | 'scalar' {
  if (tree === null) return 'null';
  if (tree.kind === 'list' || tree.kind === 'entries') return 'nested';
  return tree.kind === 'text' ? 'text' : 'scalar';
}

function textOf(tree: ValueTree): string {
  if (tree === null) return 'null';
  if (tree.kind === 'list') return `[ ${formatQuantity(tree.items.length, 'item')} ]`;
  if (tree.kind === 'entries') return `{ ${formatQuantity(tree.entries.length, 'field')} }`;
  const text = tree.kind === 'text' ? JSON.stringify(tree.text.slice(0, LONGEST)) : tree.text;
  return tree.text.length > LONGEST ? `${text}…` : text;
}
