import { CircleSlash, History, Pause, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatMs, formatQuantity } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import { Button, ErrorNotice } from '../base';
import { ReopenButtons } from '../catalog';
import { goTo } from '../editor';
import {
  cancelRun,
  isActive,
  limitText,
  loadMore,
  runAgain,
  runSavedPlan,
  type ShownRows,
  type StartedRun,
  useElapsed,
} from '../query';
import styles from './RunNotices.module.css';

interface Props {
  documentId: DocumentId;
  run: StartedRun;
  /** The rows on show. */
  rows: ShownRows | null;
  /** True while a run under way has no rows of its own and the rows of an earlier one are on show. */
  waiting: boolean;
}

/** What has to be said above the rows: failed, cancelled, cut off, or rows of an earlier run. */
export function RunNotices({ documentId, run, rows, waiting }: Props) {
  const own = rows !== null && !rows.stale;
  return (
    <>
      {run.phase === 'failed' && <Failed documentId={documentId} run={run} />}
      {run.phase === 'cancelled' && (
        <Notice icon={<CircleSlash size={14} />}>
          Cancelled after {formatMs(run.elapsedMs)}.{own && ` ${arrived(rows.count)}`}
        </Notice>
      )}
      {run.phase === 'paused' && rows?.truncated && (
        <Paused documentId={documentId} truncated={rows.truncated} rows={rows.count} />
      )}
      {own && rows.truncated && run.phase !== 'paused' && (
        <Notice icon={<TriangleAlert size={14} />} warning>
          {limitText('Stopped', rows.truncated)}. There are more rows.
        </Notice>
      )}
      {rows?.stale && !isActive(run) && (
        <Notice icon={<History size={14} />}>Showing rows from an earlier run.</Notice>
      )}
      {rows?.stale && waiting && <Waiting documentId={documentId} run={run} />}
    </>
  );
}

function arrived(rows: number): string {
  return rows === 0 ? 'No rows had arrived.' : `${formatQuantity(rows, 'row')} had arrived.`;
}

function Failed({
  documentId,
  run,
}: {
  documentId: DocumentId;
  run: Extract<StartedRun, { phase: 'failed' }>;
}) {
  const { savedPlan } = run.task;
  const changed = run.error.code === 'plan_source_changed' && savedPlan;
  return (
    <div className={styles.failed}>
      <ErrorNotice
        error={run.error}
        origin={run.task.origin}
        onGoTo={(at) => goTo(documentId, at)}
        actions={
          changed ? (
            <Button
              onPress={() =>
                void runSavedPlan(documentId, savedPlan, { ...savedPlan.agreed, allowChanged: true })
              }
            >
              Run anyway
            </Button>
          ) : (
            run.error.reopen?.table && (
              <ReopenButtons error={run.error} onReopened={() => void runAgain(documentId)} />
            )
          )
        }
      />
    </div>
  );
}

function Paused({
  documentId,
  truncated,
  rows,
}: {
  documentId: DocumentId;
  truncated: NonNullable<ShownRows['truncated']>;
  rows: number;
}) {
  const limit = limitText('Paused', truncated);
  return (
    <Notice
      icon={<Pause size={14} />}
      action={
        <>
          <Button onPress={() => loadMore(documentId, false)}>Load more</Button>
          <Button onPress={() => loadMore(documentId, true)}>Load all</Button>
          <Button variant="quiet" onPress={() => cancelRun(documentId)}>
            Stop here
          </Button>
        </>
      }
    >
      {limit}. {truncated.reason === 'bytes' && `${formatQuantity(rows, 'row')} loaded. `}There are more rows.
    </Notice>
  );
}

function Waiting({ documentId, run }: { documentId: DocumentId; run: StartedRun }) {
  const elapsed = useElapsed(run);
  return (
    <Notice
      icon={<History size={14} />}
      action={<Button onPress={() => cancelRun(documentId)}>Cancel</Button>}
    >
      {run.phase === 'planning' ? 'Planning' : 'Running'} · {formatMs(elapsed ?? 0)}. Showing rows from an
      earlier run.
    </Notice>
  );
}

interface NoticeProps {
  icon: ReactNode;
  warning?: boolean | undefined;
  action?: ReactNode;
  children: ReactNode;
}

function Notice({ icon, warning = false, action, children }: NoticeProps) {
  return (
    <div role="status" className={styles.notice}>
      <span className={warning ? styles.warning : styles.icon}>{icon}</span>
      <p className={styles.text}>{children}</p>
      {action}
    </div>
  );
}
