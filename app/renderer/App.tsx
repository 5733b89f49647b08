import { useEffect, useState } from 'react';
import type { AppError } from '../shared/errors';
import styles from './App.module.css';
import { Button, ErrorBoundary, ErrorNotice, Locale, ToastRegion, toast } from './base';
import { toAppError } from './bridge';
import { followCatalog } from './catalog';
import { Shell, useFaults } from './shell';
import { followSqlFiles, loadWorkspace, startAutosave, useWorkspace } from './workspace';

/** Loads the workspace, then shows the window; keeps what lives as long as the window. */
export function App() {
  const ready = useWorkspace((state) => state.phase === 'ready');
  const [failure, setFailure] = useState<AppError | null>(null);

  useFaults();

  useEffect(() => {
    const stops = [followCatalog(), startAutosave(), followSqlFiles()];
    load(setFailure);
    return () => {
      for (const stop of stops) stop();
    };
  }, []);

  return (
    <Locale>
      <ErrorBoundary part="The window">
        {failure && (
          <main className={styles.failure}>
            <ErrorNotice
              title="The workspace could not be read"
              error={failure}
              actions={<Button onPress={() => load(setFailure)}>Try again</Button>}
            />
          </main>
        )}
        {!failure && ready && <Shell />}
      </ErrorBoundary>
      <ToastRegion />
    </Locale>
  );
}

function load(setFailure: (failure: AppError | null) => void): void {
  loadWorkspace().then(
    ({ notes }) => {
      setFailure(null);
      for (const note of notes) toast({ kind: 'error', title: 'Not restored', description: note });
    },
    (thrown) => setFailure(toAppError(thrown)),
  );
}
