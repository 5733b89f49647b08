import { Ellipsis, Eye, Table2 } from 'lucide-react';
import { formatBytes, formatCount, formatShortCount } from '../../shared/figures';
import type { Field, TableInfo } from '../../shared/table';
import { IconButton, type MenuAction, MenuButton, type TreeGridColumn, type TreeGridRow } from '../base';
import styles from './Tree.module.css';

/** A line of the list of tables. A file may name two columns alike: the place tells them apart. */
export type TableTreeRow =
  | { kind: 'table'; table: TableInfo; expanded: boolean }
  | { kind: 'column'; table: TableInfo; field: Field; place: number };

/** The tables in order, the expanded ones followed by their columns. */
export function tableRows(tables: readonly TableInfo[], expanded: ReadonlySet<string>): TableTreeRow[] {
  return tables.flatMap((table): TableTreeRow[] => {
    const open = expanded.has(table.name);
    const own: TableTreeRow = { kind: 'table', table, expanded: open };
    if (!open) return [own];
    return [own, ...table.columns.map((field, place) => ({ kind: 'column' as const, table, field, place }))];
  });
}

export function placeOf(row: TableTreeRow): TreeGridRow {
  const { name } = row.table;
  if (row.kind === 'table') return { key: keyOf(name), depth: 0, expanded: row.expanded, label: name };
  return { key: `c:${row.place}:${name}`, depth: 1, label: row.field.name };
}

/** The key of a table's row. */
export const keyOf = (table: string): string => `t:${table}`;

/** The one column of the list; `actionsOf` fills the menu of a table. */
export function tableColumns(
  actionsOf: (table: TableInfo) => readonly MenuAction[],
): readonly TreeGridColumn<TableTreeRow>[] {
  const cell = (row: TableTreeRow) =>
    row.kind === 'table' ? (
      <TableCell table={row.table} actions={actionsOf(row.table)} />
    ) : (
      <ColumnCell {...row} />
    );
  return [{ title: 'Table', cell }];
}

function TableCell({ table, actions }: { table: TableInfo; actions: readonly MenuAction[] }) {
  const Icon = table.origin === 'view' ? Eye : Table2;
  return (
    <span className={styles.cell}>
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
    </span>
  );
}

function ColumnCell({ field }: { field: Field }) {
  return (
    <span className={styles.cell}>
      <span className={styles.type}>{field.shortType}</span>
      <span
        className={styles.name}
        title={`${field.name} · ${field.type}${field.nullable ? '' : ' · not null'}`}
      >
        {field.name}
      </span>
    </span>
  );
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
