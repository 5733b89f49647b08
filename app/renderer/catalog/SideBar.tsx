import { FileDown, Plus } from 'lucide-react';
import type { TableInfo } from '../../shared/table';
import { EmptyState, Spinner } from '../base';
import { CommandButton, CommandIconButton } from '../commands';
import { useActivities, useWorkspace } from '../workspace';
import { QueryList } from './QueryList';
import styles from './SideBar.module.css';
import { useCatalog } from './store';
import { TableTree } from './TableTree';

export interface SideBarProps {
  /** Shows the first rows of a table. */
  onPreview(table: TableInfo): void;
  /** Types a name, ready for SQL, into the editor. */
  onInsert(name: string): void;
}

/** Tables with their columns, and the saved queries. */
export function SideBar(props: SideBarProps) {
  const tables = useCatalog((state) => state.tables);
  const queries = useWorkspace((state) => state.queries);
  const busy = useActivities((state) => state.activities.length > 0);

  return (
    <nav className={styles.bar} aria-label="Tables and queries" aria-busy={busy} data-testid="side-bar">
      <div className={styles.header}>
        <h2 className={styles.heading}>Tables</h2>
        <CommandIconButton command="file.open">
          <Plus size={14} />
        </CommandIconButton>
      </div>
      {!tables && (
        <p className={styles.waiting} role="status">
          <Spinner /> Reading the tables
        </p>
      )}
      {tables && tables.length > 0 && <TableTree tables={tables} {...props} />}
      {tables && tables.length === 0 && (
        <div className={styles.empty}>
          <EmptyState
            title="No tables yet"
            icon={<FileDown size={24} aria-hidden="true" />}
            actions={<CommandButton command="file.open" />}
          >
            Drop Parquet, CSV, JSON or Arrow files, or a folder of them, anywhere on the window.
          </EmptyState>
        </div>
      )}
      {queries.length > 0 && (
        <>
          <div className={styles.header}>
            <h2 className={styles.heading}>Queries</h2>
          </div>
          <QueryList queries={queries} />
        </>
      )}
    </nav>
  );
}
