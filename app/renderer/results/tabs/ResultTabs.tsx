import type { DocumentId } from '../../../shared/identity';
import { Split, SplitHandle, SplitPane } from '../../base';
import { showResult, useResults, useRunPart } from '../../query';
import { ArrangedResult } from '../ArrangedResult';
import { ResultsPane } from '../ResultsPane';
import { ResultStrip } from './ResultStrip';
import styles from './ResultTabs.module.css';
import { tabsOf } from './tabsOf';

/** The results of a tab: of each statement of its last run, and those that were pinned. */
export function ResultTabs({ documentId }: { documentId: DocumentId }) {
  const { kept, shown, beside } = useResults(documentId);
  const ownQuery = useRunPart(documentId, (run) =>
    run.phase !== 'idle' && run.rows && !run.rows.stale ? run.rows.queryId : null,
  );
  const sql = useRunPart(documentId, (run) =>
    run.phase === 'idle' ? '' : (run.task.step?.sql ?? run.task.sql),
  );
  const tabs = tabsOf(kept, ownQuery, sql);
  if (tabs.length < 2) return <ResultsPane documentId={documentId} />;
  const others = kept.filter(({ queryId }) => queryId !== ownQuery);
  const chosen = others.find(({ queryId }) => queryId === shown);
  const result = chosen ?? (beside ? others.at(-1) : undefined);
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
        {result && beside ? (
          <Split orientation="horizontal" className={styles.rows}>
            <SplitPane id="kept-result" minSize={160}>
              <ArrangedResult key={result.queryId} documentId={documentId} rows={result.rows} />
            </SplitPane>
            <SplitHandle label="Width of the result" direction="horizontal" />
            <SplitPane id="last-result" minSize={160}>
              <ResultsPane documentId={documentId} />
            </SplitPane>
          </Split>
        ) : result ? (
          <ArrangedResult key={result.queryId} documentId={documentId} rows={result.rows} />
        ) : (
          <ResultsPane documentId={documentId} />
        )}
      </div>
    </div>
  );
}
