import { useMemo, useState } from 'react';
import type { TableInfo } from '../../shared/table';
import { ContextMenu, classNames, VirtualTreeGrid } from '../base';
import { removeTable } from './actions';
import { quoteIdentifier } from './identifiers';
import { RemoveDialog } from './RemoveDialog';
import type { SideBarProps } from './SideBar';
import { useCatalog } from './store';
import styles from './Tree.module.css';
import { tableActions } from './tableActions';
import { keyOf, placeOf, type TableTreeRow, tableColumns, tableRows } from './tableRows';

interface Props extends SideBarProps {
  tables: readonly TableInfo[];
}

/**
 * The tables, each expanding to its columns. Double click or Enter previews a table and types a
 * column's name; Delete removes; the menu key opens the menu.
 */
export function TableTree({ tables, onPreview, onInsert }: Props) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ table: TableInfo; at: { x: number; y: number } } | null>(null);
  const [asking, setAsking] = useState<TableInfo | null>(null);
  const fresh = useCatalog((state) => state.fresh);
  const [firstFresh] = fresh;

  const rows = useMemo(() => tableRows(tables, expanded), [tables, expanded]);
  const columns = useMemo(() => {
    const onRemove = (table: TableInfo) => remove(table, setAsking);
    return tableColumns((table) => tableActions(table, { onPreview, onInsert, onRemove }));
  }, [onPreview, onInsert]);

  function toggle(row: TableTreeRow) {
    if (row.kind !== 'table') return;
    const next = new Set(expanded);
    if (!next.delete(row.table.name)) next.add(row.table.name);
    setExpanded(next);
  }

  return (
    <>
      <VirtualTreeGrid
        label="Tables"
        rows={rows}
        place={placeOf}
        columns={columns}
        widths="minmax(0, 1fr)"
        rowHeight={24}
        indent={20}
        header={false}
        className={styles.tree}
        rowClass={(row) =>
          row.kind === 'column'
            ? styles.column
            : classNames(
                styles.table,
                fresh.has(row.table.name) && styles.fresh,
                menu?.table.name === row.table.name && styles.marked,
              )
        }
        toggleLabel={({ table }) => `Columns of ${table.name}`}
        selected={selected}
        revealed={firstFresh === undefined ? null : keyOf(firstFresh)}
        onSelect={(row) => setSelected(placeOf(row).key)}
        onToggle={toggle}
        onAction={(row) =>
          row.kind === 'table' ? onPreview(row.table) : onInsert(quoteIdentifier(row.field.name))
        }
        onDelete={(row) => row.kind === 'table' && remove(row.table, setAsking)}
        onMenu={(row, at) => row.kind === 'table' && setMenu({ table: row.table, at })}
      />
      <ContextMenu
        label={menu ? `Actions on ${menu.table.name}` : 'Actions'}
        at={menu?.at ?? null}
        actions={
          menu
            ? tableActions(menu.table, { onPreview, onInsert, onRemove: (table) => remove(table, setAsking) })
            : []
        }
        onClose={() => setMenu(null)}
      />
      <RemoveDialog table={asking} onClose={() => setAsking(null)} />
    </>
  );
}

/** Removes a table, after a question where nothing could bring its rows back: no file, no statement. */
function remove(table: TableInfo, ask: (table: TableInfo) => void): void {
  if (table.path || table.definition) void removeTable(table);
  else ask(table);
}
