import { formatBytes } from '../../shared/figures';
import { Button, classNames, Spinner } from '../base';
import { useEditor } from '../editor';
import { outcomeText, type RunState, useRunPart } from '../query';
import { SelectionStats } from '../results';
import { selectActiveDocument, useActivities, useWorkspace } from '../workspace';
import { RunPhases } from './RunPhases';
import styles from './StatusBar.module.css';
import { useAppInfo } from './useAppInfo';
import { useMemoryUsage } from './useMemoryUsage';

/** State of the tab on show, versions, memory, place of the cursor. */
export function StatusBar() {
  const info = useAppInfo();
  return (
    <footer className={styles.bar} data-testid="status-bar">
      <RunStatus />
      <RunPhases />
      <Activities />
      <SelectionStats />
      {info && <span className={classNames(styles.item, styles.optional)}>DataFusion {info.datafusion}</span>}
      <MemoryUsage />
      <CursorPlace />
    </footer>
  );
}

function CursorPlace() {
  const place = useEditor(({ cursor }) => cursor && `Ln ${cursor.line}, Col ${cursor.column}`);
  return place && <span className={classNames(styles.item, styles.right)}>{place}</span>;
}

function RunStatus() {
  const documentId = useWorkspace((state) => selectActiveDocument(state)?.id);
  const text = useRunPart(documentId, statusText);
  const phase = useRunPart(documentId, (run) => run.phase);
  const outcome = useRunPart(documentId, (run) => run.phase === 'done' && outcomeText(run, run.elapsedMs));
  const busy = phase === 'planning' || phase === 'running';
  const dot = phase === 'failed' || phase === 'cancelled' ? styles[phase] : styles.ready;
  return (
    <span role="status" className={styles.item}>
      {busy ? <Spinner /> : <span className={dot} />}
      {text}
      {outcome && <span className={styles.spoken}>{`, ${outcome}`}</span>}
    </span>
  );
}

function statusText(run: RunState): string {
  switch (run.phase) {
    case 'planning':
      return 'Planning';
    case 'running':
      return 'Running';
    case 'paused':
      return 'Paused';
    case 'failed':
      return `Error: ${run.error.code}`;
    case 'cancelled':
      return 'Cancelled';
    default:
      return 'Ready';
  }
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

function MemoryUsage() {
  const usage = useMemoryUsage();
  if (!usage) return null;
  const { memoryBytes, memoryLimitBytes, spilledBytes } = usage;
  const share = memoryLimitBytes > 0 ? Math.min(memoryBytes / memoryLimitBytes, 1) : 0;
  return (
    <>
      <span className={classNames(styles.item, styles.roomy)}>
        Memory
        <meter
          aria-label="Memory held by queries, open results and tables"
          className={styles.meter}
          value={share}
          title={`${formatBytes(memoryBytes)} of ${formatBytes(memoryLimitBytes)}`}
        />
        {formatBytes(memoryBytes)} of {formatBytes(memoryLimitBytes)}
      </span>
      <span className={classNames(styles.item, styles.optional)}>
        Spill {spilledBytes === 0 ? '0' : formatBytes(spilledBytes)}
      </span>
    </>
  );
}
