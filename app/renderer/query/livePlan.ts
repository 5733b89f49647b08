import type { DocumentId } from '../../shared/identity';
import { call, isCancelled, toAppError } from '../bridge';
import type { RunEvent } from './reducer';
import type { RunState } from './runState';

/** Milliseconds between two looks at the metrics of a running query. */
const INTERVAL_MS = 1000;

interface Following {
  queryId: string;
  /** The phase that was last asked about. */
  phase: RunState['phase'];
  timer?: ReturnType<typeof setTimeout>;
}

const followed = new Map<DocumentId, Following>();

/** Keeps a document's plan up to date: when its query starts running, each second while it runs, and at its end. */
export function followPlan(documentId: DocumentId, run: RunState, apply: (event: RunEvent) => void): void {
  if (run.phase === 'idle' || run.phase === 'planning' || !run.queryId || !run.status) return;
  const { queryId } = run;
  const last = followed.get(documentId);
  if (last?.queryId === queryId && last.phase === run.phase) return;
  clearTimeout(last?.timer);
  const current: Following = { queryId, phase: run.phase };
  followed.set(documentId, current);
  const taskId = run.task.id;

  const look = async () => {
    try {
      const plan = await call('query:plan', { queryId });
      if (followed.get(documentId) === current) apply({ type: 'planned', taskId, plan, elapsedMs: 0 });
    } catch (thrown) {
      // A query that failed while it was planned has no plan: its own error says all there is to say.
      const expected = isCancelled(thrown) || current.phase === 'failed' || current.phase === 'cancelled';
      if (!expected && followed.get(documentId) === current)
        apply({ type: 'planFailed', taskId, error: toAppError(thrown) });
    }
    if (current.phase === 'running' && followed.get(documentId) === current)
      current.timer = setTimeout(look, INTERVAL_MS);
  };
  void look();
}

export function stopFollowing(documentId: DocumentId): void {
  clearTimeout(followed.get(documentId)?.timer);
  followed.delete(documentId);
}
