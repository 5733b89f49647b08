import { Spinner } from '../base';
import { isActive, useRun } from '../query';
import styles from './RunDot.module.css';

/** How a tab's last run stands: turning while it runs, a dot when it is over, nothing before. */
export function RunDot({ tabId }: { tabId: string }) {
  const run = useRun(tabId);
  if (isActive(run)) {
    return (
      <span role="img" aria-label="running" className={styles.frame}>
        <Spinner />
      </span>
    );
  }
  if (run.phase === 'done') return <span role="img" aria-label="done" className={styles.done} />;
  if (run.phase === 'failed') return <span role="img" aria-label="failed" className={styles.failed} />;
  return null;
}
