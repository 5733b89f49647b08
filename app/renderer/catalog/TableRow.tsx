import { Ellipsis, Eye, Table2 } from 'lucide-react';
import { formatBytes, formatCount, formatShortCount } from '../../shared/figures';
import type { TableInfo } from '../../shared/table';
import { classNames, IconButton, type MenuAction, MenuButton, TreeChevron, TreeRow } from '../base';
import styles from './Tree.module.css';

interface Props {
  table: TableInfo;
  /** Just opened: lights up once. */
  fresh: boolean;
  /** Its context menu is open. */
  marked: boolean;
  actions: readonly MenuAction[];
}

/** Columns that a table unfolds to: every row costs, seen or not. */
const MOST_COLUMNS = 1_000;

/** A table of the side bar and, unfolded, its columns. */
export function TableRow({ table, fresh, marked, actions }: Props) {
  const Icon = table.origin === 'view' ? Eye : Table2;
  return (
    <TreeRow
      id={`t:${table.name}`}
      text={table.name}
      className={classNames(styles.table, fresh && styles.fresh, marked && styles.marked)}
      rows={columnRows(table)}
    >
      <TreeChevron label="Columns of" />
      <Icon size={14} className={styles.icon} aria-hidden="true" />
      <span className={styles.name} title={describe(table)}>
        {table.name}
      </span>
      <span className={styles.count}>{measure(table)}</span>
      <span className={styles.more}>
        <MenuButton label={`Actions on ${table.name}`} actions={actions}>
          <IconButton label={`Actions on ${table.name}`}>
            <Ellipsis size={14} />
          </IconButton>
        </MenuButton>
      </span>
    </TreeRow>
  );
}

function columnRows(table: TableInfo) {
  const rows = table.columns.slice(0, MOST_COLUMNS).map((column, index) => (
    // A CSV file may name two columns alike: the place makes the key.
    <TreeRow
      key={index}
      id={`c:${index}:${table.name}`}
      text={column.name}
      className={classNames(styles.column)}
    >
      <span className={styles.type}>{column.shortType}</span>
      <span
        className={styles.name}
        title={`${column.name} · ${column.type}${column.nullable ? '' : ' · not null'}`}
      >
        {column.name}
      </span>
    </TreeRow>
  ));
  const more = table.columns.length - rows.length;
  if (more > 0) {
    const text = `${formatCount(more)} more columns`;
    rows.push(
      <TreeRow key="more" id={`m:${table.name}`} text={text} className={classNames(styles.column)}>
        <span className={styles.type} />
        <span className={styles.name} title="DESCRIBE lists all columns">
          {text}
        </span>
      </TreeRow>,
    );
  }
  return rows;
}

/** What stands at the right end: the row count where it is known, else what the table is. */
function measure(table: TableInfo): string {
  if (table.origin === 'view') return 'view';
  if (table.rows === null) return table.format ?? table.origin;
  return formatShortCount(table.rows);
}

/** The tooltip of a table: where it comes from. */
function describe(table: TableInfo): string {
  const rows = table.rows === null ? null : `${formatCount(table.rows)} rows`;
  const size = table.bytes === null ? null : formatBytes(table.bytes);
  return [table.name, table.path, [table.format, rows, size].filter(Boolean).join(', ')]
    .filter(Boolean)
    .join('\n');
}
