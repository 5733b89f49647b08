import type { DocumentId } from '../../shared/identity';
import type { PlanRequest } from '../../shared/plan';
import { call, isCancelled, toAppError } from '../bridge';
import { type KnownPlan, withUpdate } from './planUpdates';
import type { RunEvent } from './reducer';
import type { RunState } from './runState';

/** Milliseconds between two looks at the metrics of a running query. */
const INTERVAL_MS = 1000;

type Apply = (event: RunEvent) => void;

/** Follows the plans of one query: their structure comes once, then what its operators count. */
class Follower {
  phase: RunState['phase'] = 'planning';
  private known: KnownPlan | null = null;
  /** The plan whose text has all the metrics of its run. */
  private textOf: number | null = null;
  private looking = false;
  /** Something changed while a look was under way. */
  private again = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly documentId: DocumentId,
    readonly queryId: string,
    private readonly taskId: number,
    private readonly apply: Apply,
  ) {}

  /** Asks now, and each second while the query runs. */
  async look(): Promise<void> {
    clearTimeout(this.timer);
    if (this.looking) {
      this.again = true;
      return;
    }
    this.looking = true;
    this.again = false;
    const { phase } = this;
    try {
      await this.ask();
    } catch (thrown) {
      // A query that failed while it was planned has no plan: its own error says all there is to say.
      const expected = isCancelled(thrown) || phase === 'failed' || phase === 'cancelled';
      if (!expected && this.isCurrent())
        this.apply({ type: 'planFailed', taskId: this.taskId, error: toAppError(thrown) });
    }
    this.looking = false;
    if (!this.isCurrent()) return;
    if (this.again) void this.look();
    else if (this.phase === 'running') this.timer = setTimeout(() => void this.look(), INTERVAL_MS);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async ask(): Promise<void> {
    const text = this.phase !== 'running' && this.textOf !== this.known?.planId;
    const update = await call('query:plan', { queryId: this.queryId, ...this.request(text) });
    if (!this.isCurrent()) return;
    const before = this.known?.plan;
    this.known = withUpdate(this.known, update);
    if (update.run?.text != null) this.textOf = update.planId;
    const plan = this.known?.plan;
    if (plan && plan !== before) this.apply({ type: 'planned', taskId: this.taskId, plan, elapsedMs: 0 });
  }

  private request(text: boolean): PlanRequest {
    const { known } = this;
    const inspected = inspectedOperators.get(this.documentId);
    return {
      ...(known && { known: { planId: known.planId, version: known.version } }),
      ...(inspected !== undefined && { details: [inspected] }),
      ...(text && { text }),
    };
  }

  private isCurrent(): boolean {
    return followers.get(this.documentId) === this;
  }
}

const followers = new Map<DocumentId, Follower>();

/** By document: the operator of the executed stage whose every metric is on show. */
const inspectedOperators = new Map<DocumentId, number>();

/** Keeps a document's plan up to date: when its query starts running, each second while it runs, and at its end. */
export function followPlan(documentId: DocumentId, run: RunState, apply: Apply): void {
  if (run.phase === 'idle' || run.phase === 'planning' || !run.queryId || !run.status) return;
  let follower = followers.get(documentId);
  if (follower?.queryId !== run.queryId) {
    follower?.stop();
    follower = new Follower(documentId, run.queryId, run.task.id, apply);
    followers.set(documentId, follower);
  }
  if (follower.phase === run.phase) return;
  follower.phase = run.phase;
  void follower.look();
}

/** Has every metric of one operator of a document's executed stage fetched, now and while the query runs; null for none. */
export function inspectOperator(documentId: DocumentId, operator: number | null): void {
  if (inspectedOperators.get(documentId) === (operator ?? undefined)) return;
  if (operator === null) inspectedOperators.delete(documentId);
  else {
    inspectedOperators.set(documentId, operator);
    void followers.get(documentId)?.look();
  }
}

export function stopFollowing(documentId: DocumentId): void {
  followers.get(documentId)?.stop();
  followers.delete(documentId);
  inspectedOperators.delete(documentId);
}
