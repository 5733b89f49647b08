import type { TableInfo } from '../../shared/table';
import { Button, Dialog } from '../base';
import { removeTable } from './actions';
import styles from './RemoveDialog.module.css';

/** Asks before a view or a table without a file is removed: that cannot be undone. Closed while `table` is null. */
export function RemoveDialog({ table, onClose }: { table: TableInfo | null; onClose(): void }) {
  return (
    <Dialog
      role="alertdialog"
      title={`Remove ${table?.name ?? ''}?`}
      isOpen={table !== null}
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>Keep</Button>
          <Button
            variant="danger"
            onPress={() => {
              if (table) void removeTable(table);
              onClose();
            }}
          >
            Remove
          </Button>
        </>
      }
    >
      {table?.definition ? (
        <>
          <p>Running its statement again brings it back:</p>
          <pre className={styles.definition}>{table.definition}</pre>
        </>
      ) : (
        <p>Its rows are in memory only and cannot be brought back.</p>
      )}
    </Dialog>
  );
}
