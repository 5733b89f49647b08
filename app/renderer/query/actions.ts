import type { DocumentId } from '../../shared/identity';
import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { limitsOfRuns } from './limits';
import { followPlan, stopFollowing } from './livePlan';
import type { RunEvent } from './reducer';
import { drop, forgetResults, isKept, keep, keptOf, resultsOf } from './results';
import {
  isActive,
  isOpen,
  type Origin,
  queriesOf,
  type RunState,
  type SavedPlanConsent,
  type SavedPlanRef,
  type Task,
} from './runState';
import { hasSeveral, stepsOf } from './steps';
import { dispatch, documentOfQuery, forget, runOf, subscribeRuns } from './store';

let lastTask = 0;
let listening = false;
/** The request under way of each document: aborting it frees the user while it has no query id yet. */
const requests = new Map<DocumentId, AbortController>();

/**
 * Runs the statements of `sql` in a document, instead of whatever runs there. Each has its own result;
 * one that fails or is cancelled is the last. `origin` is where the text begins in the editor.
 */
export async function runSql(documentId: DocumentId, sql: string, origin: Origin): Promise<void> {
  close(documentId, drop(documentId));
  const what = { kind: 'run', sql, origin, savedPlan: null } as const;
  if (!hasSeveral(sql)) {
    const task = begin(documentId, { ...what, step: null });
    return startQuery(documentId, task, (signal) => startSql(sql, signal));
  }
  for (const { step, text } of await stepsOf(sql)) {
    const task = begin(documentId, { ...what, step });
    await startQuery(documentId, task, (signal) => startSql(text, signal));
    const run = await ended(documentId, task);
    if (!run || run.phase === 'failed' || run.phase === 'cancelled') return;
    const result = step && step.index + 1 < step.count ? keptOf(run, false) : null;
    if (result) close(documentId, keep(documentId, result));
  }
}

/** Starts the statements of a text with the limits that the settings give results. */
function startSql(sql: string, signal: AbortSignal) {
  return call('query:start', { sql, limits: limitsOfRuns() }, { signal });
}

/** The state in which a task ended; null where another one took its place. */
function ended(documentId: DocumentId, task: Task): Promise<RunState | null> {
  return new Promise((resolve) => {
    const look = () => {
      const run = runOf(documentId);
      const isCurrent = run.phase !== 'idle' && run.task.id === task.id;
      if (isCurrent && isActive(run)) return false;
      resolve(isCurrent ? run : null);
      return true;
    };
    if (look()) return;
    const stop = subscribeRuns(() => look() && stop());
  });
}

/** Plans the last statement of `sql` without running anything; the rows on show stay. */
export async function explainSql(documentId: DocumentId, sql: string, origin: Origin): Promise<void> {
  const task = begin(documentId, { kind: 'explain', sql, origin, savedPlan: null, step: null });
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
  close(documentId, drop(documentId));
  const what = { kind: 'saved-plan', sql: manifest?.sql ?? '', origin: null, savedPlan, step: null } as const;
  const task = begin(documentId, what);
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
  close(documentId, forgetResults(documentId));
  stopFollowing(documentId);
  forget(documentId);
}

/** Pins the result of the last run, so that it stays when the next one starts; or a result that is kept. */
export function pinResult(documentId: DocumentId, queryId: string, pinned: boolean): void {
  const result =
    resultsOf(documentId).kept.find((other) => other.queryId === queryId) ??
    keptOf(runOf(documentId), pinned);
  if (result?.queryId === queryId) close(documentId, keep(documentId, { ...result, pinned }));
}

/** Frees a result that is kept. */
export function closeResult(documentId: DocumentId, queryId: string): void {
  close(documentId, drop(documentId, queryId));
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
  close(documentId, released);
  followPlan(documentId, run, (next) => apply(documentId, next));
}

/** Frees those of some queries that nothing in the document needs. */
function close(documentId: DocumentId, queryIds: readonly string[]): void {
  const needed = queriesOf(runOf(documentId));
  for (const queryId of queryIds)
    if (!needed.includes(queryId) && !isKept(documentId, queryId))
      ignoreErrors(call('query:close', { queryId }));
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
