import type { DocumentId } from '../../../shared/identity';
import { showResult, useResults, useRunPart } from '../../query';
import { ResultGrid } from '../grid/ResultGrid';
import { PagesNotice } from '../PagesNotice';
import { ResultsPane } from '../ResultsPane';
import { ResultStrip } from './ResultStrip';
import styles from './ResultTabs.module.css';
import { tabsOf } from './tabsOf';

/** The results of a tab: of each statement of its last run, and those that were pinned. */
export function ResultTabs({ documentId }: { documentId: DocumentId }) {
  const { kept, shown } = useResults(documentId);
  const ownQuery = useRunPart(documentId, (run) =>
    run.phase !== 'idle' && run.rows && !run.rows.stale ? run.rows.queryId : null,
  );
  const sql = useRunPart(documentId, (run) =>
    run.phase === 'idle' ? '' : (run.task.step?.sql ?? run.task.sql),
  );
  const tabs = tabsOf(kept, ownQuery, sql);
  const result = shown === ownQuery ? undefined : kept.find(({ queryId }) => queryId === shown);
  if (tabs.length < 2) return <ResultsPane documentId={documentId} />;
  return (
    <div className={styles.results}>
      <ResultStrip
        tabs={tabs}
        selected={result?.queryId ?? null}
        onSelect={(queryId) => showResult(documentId, queryId)}
      />
      <div
        role="tabpanel"
        aria-label={result?.title ?? 'Result of the last statement'}
        className={styles.panel}
      >
        {result ? (
          <div className={styles.rows}>
            <ResultGrid key={result.queryId} documentId={documentId} rows={result.rows} />
            <PagesNotice rows={result.rows} />
          </div>
        ) : (
          <ResultsPane documentId={documentId} />
        )}
      </div>
    </div>
  );
}
