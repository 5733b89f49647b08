import type { DocumentId } from '../../shared/identity';
import { Button, Dialog } from '../base';
import { closeTab } from './actions';
import { loadFromDisk, saveQuery } from './sqlFiles';
import { useWorkspace } from './store';

const { setState } = useWorkspace;

/** The questions about files of SQL: before changes are lost with a tab, and before a changed file is replaced. */
export function SqlFileDialogs() {
  return (
    <>
      <ClosingDialog />
      <ConflictDialog />
    </>
  );
}

function ClosingDialog() {
  const id = useWorkspace((state) => state.closing);
  const document = useWorkspace(({ tabs, documents }) => {
    const tab = tabs.find((one) => one.id === id);
    return tab && documents[tab.document];
  });
  const dismiss = () => setState({ closing: null });
  return (
    <Dialog
      role="alertdialog"
      title={`Save the changes of ${document?.title ?? ''}?`}
      isOpen={document !== undefined}
      onClose={dismiss}
      actions={
        <>
          <Button onPress={dismiss}>Keep open</Button>
          <Button
            variant="danger"
            onPress={() => {
              dismiss();
              if (id) closeTab(id, { discard: true });
            }}
          >
            Close without saving
          </Button>
          <Button
            variant="primary"
            onPress={async () => {
              dismiss();
              if (id && document && (await saveQuery(document.id))) closeTab(id);
            }}
          >
            Save and close
          </Button>
        </>
      }
    >
      <p>The file on disk does not have them.</p>
    </Dialog>
  );
}

function ConflictDialog() {
  const id = useWorkspace((state) => state.conflict);
  const document = useWorkspace((state) => (state.conflict ? state.documents[state.conflict] : undefined));
  const dismiss = () => setState({ conflict: null });
  const answer = (then: (id: DocumentId) => Promise<unknown>) => () => {
    dismiss();
    if (id) void then(id);
  };
  return (
    <Dialog
      role="alertdialog"
      title={`${document?.title ?? ''} changed on disk`}
      isOpen={document !== undefined}
      onClose={dismiss}
      actions={
        <>
          <Button onPress={dismiss}>Cancel</Button>
          <Button onPress={answer(loadFromDisk)}>Load from disk</Button>
          <Button onPress={answer((one) => saveQuery(one, { as: true }))}>Save as…</Button>
          <Button variant="danger" onPress={answer((one) => saveQuery(one, { overwrite: true }))}>
            Overwrite
          </Button>
        </>
      }
    >
      <p>
        Another program changed the file since it was read. Overwriting replaces what that program wrote;
        loading replaces the text in this tab, which Undo in the editor brings back.
      </p>
    </Dialog>
  );
}
