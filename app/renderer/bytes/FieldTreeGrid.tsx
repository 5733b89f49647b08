import { useMemo } from 'react';
import { formatCount } from '../../shared/figures';
import { type TreeGridColumn, type TreeGridRow, VirtualTreeGrid } from '../base';
import styles from './Bytes.module.css';
import { type FieldRow, type FieldTree, rowsOf } from './fields';

const COLUMNS: readonly TreeGridColumn<FieldRow>[] = [
  {
    title: 'Field',
    cell: (row) => (
      <span title={row.kind === 'field' ? `${row.field.name}: ${row.field.typeName}` : undefined}>
        {row.kind === 'field'
          ? row.field.name
          : `${row.before ? '↑' : '↓'} ${formatCount(row.count)} ${row.before ? 'before' : 'more'}`}
      </span>
    ),
  },
  {
    title: 'Value',
    empty: (row) => row.kind === 'more' || !(row.field.fault ?? (row.field.codec || row.field.value)),
    cell: (row) =>
      row.kind === 'field' && (
        <span className={styles.value} title={row.field.fault ?? row.field.value}>
          {row.field.codec && <span className={styles.codec}>{row.field.codec}</span>}
          {row.field.fault ?? row.field.value}
        </span>
      ),
  },
  {
    title: 'Type',
    optional: true,
    cell: (row) => row.kind === 'field' && <span className={styles.quiet}>{row.field.typeName}</span>,
  },
  {
    title: 'Bytes',
    right: true,
    cell: (row) => row.kind === 'field' && formatCount(row.field.end - row.field.start),
  },
];

interface Props {
  tree: FieldTree;
  selected: string | null;
  onSelect(row: FieldRow): void;
  onToggle(row: FieldRow): void;
}

/** The fields of the bytes as a tree. */
export function FieldTreeGrid({ tree, selected, onSelect, onToggle }: Props) {
  const rows = useMemo(() => rowsOf(tree), [tree]);
  return (
    <div className={styles.fill}>
      <VirtualTreeGrid
        label="Fields"
        columns={COLUMNS}
        widths="minmax(150px, 1.5fr) minmax(90px, 1fr) minmax(112px, 0.8fr) 56px"
        narrow="minmax(110px, 2fr) minmax(50px, 0.8fr) 48px"
        rowHeight={22}
        indent={8}
        rows={rows}
        place={placeOf}
        rowClass={alarming}
        selected={selected}
        onSelect={(row) => (row.kind === 'more' ? onToggle(row) : onSelect(row))}
        onToggle={onToggle}
      />
    </div>
  );
}

function placeOf(row: FieldRow): TreeGridRow {
  const expanded = row.kind === 'field' && row.field.expandable ? row.expanded : undefined;
  return { key: row.key, depth: row.depth, expanded };
}

function alarming(row: FieldRow): string | undefined {
  return row.kind === 'field' && row.field.fault !== null ? styles.alarming : undefined;
}
