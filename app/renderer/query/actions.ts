import type { DocumentId } from '../../shared/identity';
import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { limitsOfRuns } from './limits';
import { followPlan, stopFollowing } from './livePlan';
import type { RunEvent } from './reducer';
import {
  isActive,
  isOpen,
  type Origin,
  type SavedPlanConsent,
  type SavedPlanRef,
  type Task,
} from './runState';
import { dispatch, documentOfQuery, forget, runOf } from './store';

let lastTask = 0;
let listening = false;
/** The request under way of each document: aborting it frees the user while it has no query id yet. */
const requests = new Map<DocumentId, AbortController>();

/** Runs the statements of `sql` in a document, instead of whatever runs there. `origin` is where the text begins in the editor. */
export function runSql(documentId: DocumentId, sql: string, origin: Origin): Promise<void> {
  const task = begin(documentId, { kind: 'run', sql, origin, savedPlan: null });
  return startQuery(documentId, task, (signal) =>
    call('query:start', { sql, limits: limitsOfRuns() }, { signal }),
  );
}

/** Plans the last statement of `sql` without running anything; the rows on show stay. */
export async function explainSql(documentId: DocumentId, sql: string, origin: Origin): Promise<void> {
  const task = begin(documentId, { kind: 'explain', sql, origin, savedPlan: null });
  await request(documentId, task, async (signal) => {
    const plan = await call('plan:explain', { sql }, { signal });
    apply(documentId, { type: 'planned', taskId: task.id, plan, elapsedMs: elapsed(task) });
  });
}

/** Does once more what was done last. */
export async function runAgain(documentId: DocumentId): Promise<void> {
  const run = runOf(documentId);
  if (run.phase === 'idle' || isActive(run)) return;
  const { kind, sql, origin, savedPlan } = run.task;
  if (savedPlan) await runSavedPlan(documentId, savedPlan, savedPlan.agreed ?? {});
  else if (origin) await (kind === 'explain' ? explainSql : runSql)(documentId, sql, origin);
}

/** Runs the plan that was shown, after the user agreed to what `consent` says. */
export function runSavedPlan(
  documentId: DocumentId,
  plan: SavedPlanRef,
  consent: SavedPlanConsent,
): Promise<void> {
  const { path, kind, sha256, manifest } = plan;
  const savedPlan: SavedPlanRef = { path, kind, sha256, manifest, agreed: consent };
  const task = begin(documentId, { kind: 'saved-plan', sql: manifest?.sql ?? '', origin: null, savedPlan });
  const { allowChanged = false, ...more } = consent;
  return startQuery(documentId, task, (signal) =>
    call('plan:run', { path, kind, sha256, allowChanged, limits: limitsOfRuns(), ...more }, { signal }),
  );
}

/** Ends what the document is doing and frees the user at once; the engine stops at its next check. Idempotent. */
export function cancelRun(documentId: DocumentId): void {
  const run = runOf(documentId);
  if (!isOpen(run)) return;
  const elapsedMs = run.phase === 'paused' ? run.elapsedMs : elapsed(run.task);
  apply(documentId, { type: 'cancelled', taskId: run.task.id, elapsedMs });
  requests.get(documentId)?.abort();
  if (run.queryId) ignoreErrors(call('query:cancel', { queryId: run.queryId }));
}

/** Lets a paused run go on: to the next limit, or to its end. */
export function loadMore(documentId: DocumentId, all: boolean): void {
  const run = runOf(documentId);
  if (run.phase !== 'paused' || !run.queryId) return;
  const limits = all ? { rows: null, bytes: null } : limitsOfRuns();
  ignoreErrors(call('query:more', { queryId: run.queryId, ...limits }));
}

/** Cancels what the document is doing and frees its rows, plans and messages. Idempotent. */
export function closeRun(documentId: DocumentId): void {
  cancelRun(documentId);
  apply(documentId, { type: 'closed' });
  stopFollowing(documentId);
  forget(documentId);
}

function begin(documentId: DocumentId, what: Omit<Task, 'id' | 'startedAt'>): Task {
  listen();
  cancelRun(documentId);
  const task: Task = { ...what, id: ++lastTask, startedAt: performance.now() };
  apply(documentId, { type: 'started', task });
  return task;
}

async function startQuery(
  documentId: DocumentId,
  task: Task,
  start: (signal: AbortSignal) => Promise<{ queryId: string }>,
): Promise<void> {
  await request(documentId, task, async (signal) => {
    const { queryId } = await start(signal);
    const run = runOf(documentId);
    if (run.phase === 'idle' || run.task.id !== task.id || !isActive(run)) {
      ignoreErrors(call('query:close', { queryId }));
      return;
    }
    apply(documentId, { type: 'accepted', taskId: task.id, queryId });
    // Changes made before the id was known went by unheard.
    const status = await call('query:status', { queryId });
    apply(documentId, { type: 'progressed', status, at: performance.now() });
  });
}

async function request(
  documentId: DocumentId,
  task: Task,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  requests.set(documentId, controller);
  try {
    await work(controller.signal);
  } catch (thrown) {
    if (isCancelled(thrown))
      apply(documentId, { type: 'cancelled', taskId: task.id, elapsedMs: elapsed(task) });
    else
      apply(documentId, {
        type: 'failed',
        taskId: task.id,
        elapsedMs: elapsed(task),
        error: toAppError(thrown),
      });
  } finally {
    if (requests.get(documentId) === controller) requests.delete(documentId);
  }
}

/** Applies an event and does what follows from it outside the store. */
function apply(documentId: DocumentId, event: RunEvent): void {
  const { run, released } = dispatch(documentId, event);
  for (const queryId of released) ignoreErrors(call('query:close', { queryId }));
  followPlan(documentId, run, (next) => apply(documentId, next));
}

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('query:progressed', (status) => {
    const documentId = documentOfQuery(status.queryId);
    if (documentId) apply(documentId, { type: 'progressed', status, at: performance.now() });
  });
}

function elapsed(task: Task): number {
  return performance.now() - task.startedAt;
}

/** Ignores that a query is gone already: cancelling and closing are idempotent. */
function ignoreErrors(work: Promise<unknown>): void {
  work.catch((thrown) => {
    if (!isCancelled(thrown) && toAppError(thrown).code !== 'query_unknown') console.error(thrown);
  });
}
