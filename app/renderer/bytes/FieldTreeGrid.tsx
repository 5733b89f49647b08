import { formatCount } from '../../shared/figures';
import styles from './Bytes.module.css';
import { type FieldRow, type FieldTree, moveTo, rowsOf } from './fields';
import { type Column, Rows } from './Rows';

const COLUMNS: readonly Column<FieldRow>[] = [
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
export function FieldRows({ tree, selected, onSelect, onToggle }: Props) {
  const rows = rowsOf(tree);
  return (
    <div className={styles.fill}>
      <Rows
        label="Fields"
        columns={COLUMNS}
        widths="minmax(150px, 1.5fr) minmax(90px, 1fr) minmax(112px, 0.8fr) 56px"
        narrow="minmax(110px, 2fr) minmax(50px, 0.8fr) 48px"
        rows={rows}
        place={(row) => ({
          key: row.key,
          depth: row.depth,
          expanded: row.kind === 'field' && row.field.expandable ? row.expanded : undefined,
        })}
        selected={selected}
        alarming={(row) => row.kind === 'field' && row.field.fault !== null}
        onSelect={(row) => (row.kind === 'more' ? onToggle(row) : onSelect(row))}
        onToggle={onToggle}
        move={(index, key, page) => moveTo(rows, index, key, page)}
      />
    </div>
  );
}
