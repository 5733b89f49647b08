import type { TableInfo } from '../../shared/table';
import { Button, Dialog } from '../base';
import { removeTable } from './actions';

/** Asks before a table held in memory is removed: that cannot be undone. Closed while `table` is null. */
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
      <p>Its rows are in memory only and cannot be brought back.</p>
    </Dialog>
  );
}
