import { formatBytes } from '../../shared/figures';
import { Button, classNames, Spinner } from '../base';
import { useEditor } from '../editor';
import { isActive, outcomeText, useRun } from '../query';
import { useActivities, useWorkspace } from '../workspace';
import { RunPhases } from './RunPhases';
import styles from './StatusBar.module.css';
import { useAppInfo } from './useAppInfo';
import { useGauge } from './useGauge';

/** State of the tab on show, versions, gauges, place of the cursor. */
export function StatusBar() {
  const info = useAppInfo();
  const tabId = useWorkspace((state) => state.activeTab ?? '');
  const cursor = useEditor((state) => state.cursor);
  return (
    <footer className={styles.bar} data-testid="status-bar">
      <RunStatus tabId={tabId} />
      <RunPhases tabId={tabId} />
      <Activities />
      {info && <span className={styles.item}>DataFusion {info.datafusion}</span>}
      <Gauge />
      {cursor && (
        <span className={classNames(styles.item, styles.right)}>
          Ln {cursor.line}, Col {cursor.column}
        </span>
      )}
    </footer>
  );
}

function RunStatus({ tabId }: { tabId: string }) {
  const run = useRun(tabId);
  const [text, style] = isActive(run)
    ? [run.phase === 'planning' ? 'Planning' : 'Running', null]
    : run.phase === 'failed'
      ? [`Error: ${run.error.code}`, styles.failed]
      : run.phase === 'cancelled'
        ? ['Cancelled', styles.cancelled]
        : ['Ready', styles.ready];
  return (
    <span role="status" className={styles.item}>
      {style ? <span className={style} /> : <Spinner />}
      {text}
      {run.phase === 'done' && (
        <span className={styles.spoken}>{`, ${outcomeText(run, run.elapsedMs)}`}</span>
      )}
    </span>
  );
}

function Activities() {
  const activities = useActivities((state) => state.activities);
  const [first] = activities;
  if (!first) return null;
  return (
    <span className={styles.item} role="status">
      <Spinner />
      <span className={styles.activity}>{first.title}</span>
      {activities.length > 1 && ` and ${activities.length - 1} more`}
      <Button variant="quiet" className={styles.cancel} onPress={() => first.cancel()}>
        Cancel
      </Button>
    </span>
  );
}

function Gauge() {
  const gauge = useGauge();
  if (!gauge) return null;
  const { memoryBytes, memoryLimitBytes, spilledBytes } = gauge;
  const share = memoryLimitBytes > 0 ? Math.min(memoryBytes / memoryLimitBytes, 1) : 0;
  return (
    <>
      <span className={styles.item}>
        Memory
        <meter
          aria-label="Memory held by queries, open results and tables"
          className={styles.meter}
          value={share}
          title={`${formatBytes(memoryBytes)} of ${formatBytes(memoryLimitBytes)}`}
        />
        {formatBytes(memoryBytes)} of {formatBytes(memoryLimitBytes)}
      </span>
      <span className={styles.item}>Spill {spilledBytes === 0 ? '0' : formatBytes(spilledBytes)}</span>
    </>
  );
}
