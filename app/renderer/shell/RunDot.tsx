import type { DocumentId } from '../../shared/identity';
import { Spinner } from '../base';
import { useRunPart } from '../query';
import styles from './RunDot.module.css';

/** How a document's last run stands: turning while it runs, a dot when it is over, nothing before. */
export function RunDot({ documentId }: { documentId: DocumentId }) {
  const phase = useRunPart(documentId, (run) => run.phase);
  if (phase === 'planning' || phase === 'running') {
    return (
      <span role="img" aria-label="running" className={styles.frame}>
        <Spinner />
      </span>
    );
  }
  if (phase === 'done') return <span role="img" aria-label="done" className={styles.done} />;
  if (phase === 'paused') return <span role="img" aria-label="paused" className={styles.paused} />;
  if (phase === 'failed') return <span role="img" aria-label="failed" className={styles.failed} />;
  return null;
}
