import { Rows3, TableProperties } from 'lucide-react';
import { formatCount, formatMs } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import { Button, EmptyState, Kbd, ProgressBar, useDelayed } from '../base';
import { keysLabel } from '../commands';
import { cancelRun, isActive, type StartedRun, useElapsed, useRun } from '../query';
import { ArrangedResult } from './ArrangedResult';
import styles from './ResultsPane.module.css';
import { RunNotices } from './RunNotices';

/** Milliseconds of silence before a run that has no rows yet is announced. */
const QUIET_MS = 100;

/** The rows of a tab's last run, or why there are none. */
export function ResultsPane({ documentId }: { documentId: DocumentId }) {
  const run = useRun(documentId);
  const busy = useDelayed(isActive(run), QUIET_MS);
  if (run.phase === 'idle') return <Idle />;
  // Columns without rows are in the way of an error. Those of an earlier run stay for a moment only, so
  // that a quick run does not flicker.
  const useless = run.rows?.stale ? busy || !isActive(run) : run.phase === 'failed';
  const rows = run.rows?.count === 0 && useless ? null : run.rows;
  const waiting = isActive(run) && (rows === null || rows.stale);
  return (
    <div className={styles.pane} aria-busy={isActive(run)}>
      {busy && rows && <ProgressBar label={waiting ? 'Planning' : 'Running'} />}
      <RunNotices documentId={documentId} run={run} rows={rows} waiting={busy && waiting} />
      {rows ? (
        <ArrangedResult documentId={documentId} rows={rows} isComing={isActive(run)} isStale={rows.stale}>
          {rows.count === 0 && !rows.stale && <NoRows run={run} busy={busy} />}
        </ArrangedResult>
      ) : (
        <NoGrid documentId={documentId} run={run} busy={busy} />
      )}
    </div>
  );
}

/** What stands in the place of rows, below their columns. */
function NoRows({ run, busy }: { run: StartedRun; busy: boolean }) {
  if (run.phase === 'done') return <p className={styles.none}>No rows</p>;
  return isActive(run) && busy ? <p className={styles.none}>No rows yet</p> : null;
}

function Idle() {
  return (
    <EmptyState title="No rows yet" icon={<Rows3 size={22} />}>
      Run the statement at the cursor with <Kbd keys={keysLabel('query.run') ?? ''} />
    </EmptyState>
  );
}

function NoGrid({ documentId, run, busy }: { documentId: DocumentId; run: StartedRun; busy: boolean }) {
  if (isActive(run)) return busy ? <Working documentId={documentId} run={run} /> : null;
  if (run.phase !== 'done') return null;
  if (run.task.kind === 'explain') {
    return (
      <EmptyState title="Planned, not run" icon={<TableProperties size={22} />}>
        The plan is in the Plan pane. Run the statement to see its rows.
      </EmptyState>
    );
  }
  const rows = run.status?.rows ?? 0;
  return (
    <EmptyState
      title={run.status?.message ?? (rows > 0 ? `${formatCount(rows)} rows without columns` : 'Done')}
    >
      {`Took ${formatMs(run.elapsedMs)}. No result set.`}
    </EmptyState>
  );
}

function Working({ documentId, run }: { documentId: DocumentId; run: StartedRun }) {
  const elapsed = useElapsed(run);
  const statement = run.task.step ?? run.status?.statement;
  const which =
    statement && statement.count > 1 ? ` statement ${statement.index + 1} of ${statement.count}` : '';
  return (
    <div className={styles.working}>
      <div className={styles.bar}>
        <ProgressBar label={run.phase === 'planning' ? 'Planning' : 'Running'} />
      </div>
      <p className={styles.what}>
        {run.phase === 'planning' ? 'Planning' : 'Running'}
        {which} · <span className={styles.time}>{formatMs(elapsed ?? 0)}</span>
      </p>
      <Button onPress={() => cancelRun(documentId)}>Cancel</Button>
    </div>
  );
}
