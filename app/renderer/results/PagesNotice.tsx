import { useSyncExternalStore } from 'react';
import { Button, ErrorNotice } from '../base';
import type { ShownRows } from '../query';
import { gridViewState } from './gridViewState';
import styles from './ResultsPane.module.css';

/** Says that rows could not be read, and lets them be asked for again. */
export function PagesNotice({ rows }: { rows: ShownRows }) {
  const { pages } = gridViewState(rows.queryId, rows.columns.length);
  useSyncExternalStore(pages.subscribe, pages.version);
  if (!pages.error) return null;
  return (
    <div className={styles.floating}>
      <ErrorNotice
        title="Some rows could not be read"
        error={pages.error}
        actions={<Button onPress={() => pages.retry()}>Try again</Button>}
      />
    </div>
  );
}
