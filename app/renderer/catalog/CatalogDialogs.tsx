import { FolderDialog } from './FolderDialog';
import { OptionsDialog } from './OptionsDialog';
import { useQuestions } from './store';

/** The dialogs of the catalog, each closed while there is nothing to ask. Placed once, by the shell. */
export function CatalogDialogs() {
  const target = useQuestions((state) => state.options);
  const folder = useQuestions((state) => state.folders[0]);
  return (
    <>
      {folder && (
        <FolderDialog
          key={folder.path}
          folder={folder}
          onClose={() =>
            useQuestions.setState(({ folders }) => ({ folders: folders.filter((other) => other !== folder) }))
          }
        />
      )}
      {target && <OptionsDialog target={target} onClose={() => useQuestions.setState({ options: null })} />}
    </>
  );
}
