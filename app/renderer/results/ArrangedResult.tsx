import type { ReactNode } from 'react';
import type { DocumentId } from '../../shared/identity';
import type { ShownRows } from '../query';
import styles from './ArrangedResult.module.css';
import { ResultGrid } from './grid/ResultGrid';
import { PagesNotice } from './PagesNotice';
import { ArrangedRows, FindBar, useArranged, ViewBar } from './view';

interface Props {
  documentId: DocumentId;
  rows: ShownRows;
  /** True while more rows are coming. */
  isComing?: boolean;
  /** True while other rows are about to take their place. */
  isStale?: boolean;
  /** What stands over the grid. */
  children?: ReactNode;
}

/** The rows of a result as they are sorted and filtered, with what sorts, filters and searches them. */
export function ArrangedResult({ documentId, rows, isComing = false, isStale = false, children }: Props) {
  const arranged = useArranged(rows, isComing);
  return (
    <ArrangedRows value={rows}>
      <div className={styles.result} data-rows={arranged.queryId}>
        <ViewBar rows={rows} />
        <FindBar rowsId={arranged.queryId} />
        <div className={isStale ? styles.stale : styles.rows}>
          <ResultGrid key={arranged.queryId} documentId={documentId} rows={arranged} />
          <PagesNotice rows={arranged} />
          {rows.count > 0 && arranged.count === 0 && <p className={styles.none}>No rows match the filters</p>}
          {children}
        </div>
      </div>
    </ArrangedRows>
  );
}
