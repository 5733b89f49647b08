import { useEffect, useRef, useState } from 'react';
import type { TableInfo } from '../../shared/table';
import { ContextMenu, Tree } from '../base';
import { removeTable } from './actions';
import { quoteIdentifier } from './identifiers';
import { RemoveDialog } from './RemoveDialog';
import type { SideBarProps } from './SideBar';
import { useCatalog } from './store';
import { TableRow } from './TableRow';
import { tableActions } from './tableActions';

interface Props extends SideBarProps {
  tables: readonly TableInfo[];
}

/**
 * The tables, each unfolding to its columns. Double click or Enter previews a
 * table and types a column's name; Delete removes; the menu key opens the menu.
 */
export function TableTree({ tables, onPreview, onInsert }: Props) {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [menu, setMenu] = useState<{ table: TableInfo; at: { x: number; y: number } } | null>(null);
  const [asking, setAsking] = useState<TableInfo | null>(null);
  const fresh = useCatalog((state) => state.fresh);
  const host = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const [first] = fresh;
    if (first === undefined) return;
    host.current
      ?.querySelector(`[data-key="${CSS.escape(`t:${first}`)}"]`)
      ?.scrollIntoView({ block: 'nearest' });
  }, [fresh]);

  const tableOf = (key: string) => tables.find((table) => `t:${table.name}` === key);
  const remove = (table: TableInfo) => {
    // Without a file or a statement behind it, nothing could bring the rows back.
    if (table.path || table.definition) void removeTable(table);
    else setAsking(table);
  };

  function act(key: string) {
    const table = tableOf(key);
    if (table) return onPreview(table);
    const column = /^c:(\d+):(.*)$/s.exec(key);
    const owner = column && tableOf(`t:${column[2]}`);
    const field = owner?.columns[Number(column?.[1])];
    if (field) onInsert(quoteIdentifier(field.name));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys and right clicks bubble up from the tree's rows
    <div
      ref={host}
      onKeyDown={(event) => {
        const table = event.key === 'Delete' && tableOf(rowKey(event.target));
        if (table) remove(table);
      }}
      onContextMenu={(event) => {
        const table = tableOf(rowKey(event.target));
        if (!table) return;
        event.preventDefault();
        setMenu({ table, at: { x: event.clientX, y: event.clientY } });
      }}
    >
      <Tree
        label="Tables"
        selectionMode="single"
        selectionBehavior="replace"
        expanded={expanded}
        onExpand={setExpanded}
        onAction={act}
      >
        {tables.map((table) => (
          <TableRow
            key={table.name}
            table={table}
            fresh={fresh.has(table.name)}
            marked={menu?.table.name === table.name}
            actions={tableActions(table, { onPreview, onInsert, onRemove: remove })}
          />
        ))}
      </Tree>
      <ContextMenu
        label={menu ? `Actions on ${menu.table.name}` : 'Actions'}
        at={menu?.at ?? null}
        actions={menu ? tableActions(menu.table, { onPreview, onInsert, onRemove: remove }) : []}
        onClose={() => setMenu(null)}
      />
      <RemoveDialog table={asking} onClose={() => setAsking(null)} />
    </div>
  );
}

/** The key of the tree row that an event happened in. */
function rowKey(target: EventTarget): string {
  const row = target instanceof Element ? target.closest<HTMLElement>('[role="row"]') : null;
  return row?.dataset['key'] ?? '';
}
