import { TriangleAlert } from 'lucide-react';
import { formatBytes, formatMs, formatQuantity } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import { isActive, limitText, useElapsed, useRun } from '../query';
import styles from './RunSummary.module.css';

/** Rows and time of a tab's last run; both go on while it runs. */
export function RunSummary({ documentId }: { documentId: DocumentId }) {
  const run = useRun(documentId);
  const elapsed = useElapsed(run);
  if (run.phase === 'idle' || elapsed === null) return null;
  const own = run.rows && !run.rows.stale ? run.rows : null;
  // Of a run that failed before its first row, no count tells anything.
  const rows = run.phase === 'failed' && own?.count === 0 ? null : own;
  const disk = run.status?.diskBytes ?? 0;
  const paused = run.phase === 'paused';
  const time = formatMs(elapsed);
  return (
    <span className={styles.summary} data-testid="run-summary">
      {rows && (
        <span>
          {formatQuantity(rows.count, 'row')}
          {(isActive(run) || run.phase === 'paused') && ' so far'}
        </span>
      )}
      {rows && disk > 0 && (
        <span title={`${formatQuantity(rows.count - rows.memoryRows, 'row')} on disk, the others in memory`}>
          {formatBytes(disk)} on disk
        </span>
      )}
      {rows?.truncated && (
        <span className={styles.truncated} title={limitText(paused ? 'Paused' : 'Stopped', rows.truncated)}>
          <TriangleAlert size={12} aria-hidden="true" /> {paused ? 'paused' : 'stopped'} at the limit
        </span>
      )}
      {run.phase === 'failed' && <span className={styles.failed}>Failed</span>}
      {run.phase === 'cancelled' && <span>Cancelled</span>}
      <span>{run.phase === 'done' && run.task.kind === 'explain' ? `Planned in ${time}` : time}</span>
    </span>
  );
}
