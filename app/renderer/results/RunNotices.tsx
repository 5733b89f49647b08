import { CircleSlash, History, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatMs, formatQuantity } from '../../shared/figures';
import type { DocumentId } from '../../shared/identity';
import { Button, ErrorNotice } from '../base';
import { ReopenButtons } from '../catalog';
import { goTo } from '../editor';
import {
  cancelRun,
  isActive,
  runAgain,
  runSavedPlan,
  type ShownRows,
  type StartedRun,
  truncationText,
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
      {own && rows.truncated && (
        <Notice icon={<TriangleAlert size={14} />} warning>
          {truncationText(rows.truncated)}
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
