import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { followPlan, stopFollowing } from './livePlan';
import type { RunEvent } from './reducer';
import { isActive, type Origin, type SavedPlanConsent, type SavedPlanRef, type Task } from './runState';
import { dispatch, forget, runOf, tabOfQuery } from './store';

let lastTask = 0;
let listening = false;
/** The request under way of each tab: aborting it frees the user while it has no query id yet. */
const requests = new Map<string, AbortController>();

/** Runs the statements of `sql` in a tab, instead of whatever runs there. `origin` is where the text begins in the editor. */
export function runSql(tabId: string, sql: string, origin: Origin): Promise<void> {
  const task = begin(tabId, { kind: 'run', sql, origin, savedPlan: null });
  return startQuery(tabId, task, (signal) => call('query:start', { sql }, { signal }));
}

/** Plans the last statement of `sql` without running anything; the rows on show stay. */
export async function explainSql(tabId: string, sql: string, origin: Origin): Promise<void> {
  const task = begin(tabId, { kind: 'explain', sql, origin, savedPlan: null });
  await request(tabId, task, async (signal) => {
    const plan = await call('plan:explain', { sql }, { signal });
    apply(tabId, { type: 'planned', taskId: task.id, plan, elapsedMs: elapsed(task) });
  });
}

/** Does once more what the tab did last. */
export async function runAgain(tabId: string): Promise<void> {
  const run = runOf(tabId);
  if (run.phase === 'idle' || isActive(run)) return;
  const { kind, sql, origin, savedPlan } = run.task;
  if (savedPlan) await runSavedPlan(tabId, savedPlan, savedPlan.agreed ?? {});
  else if (origin) await (kind === 'explain' ? explainSql : runSql)(tabId, sql, origin);
}

/** Runs the plan that was shown, after the user agreed to what `consent` says. */
export function runSavedPlan(tabId: string, plan: SavedPlanRef, consent: SavedPlanConsent): Promise<void> {
  const { path, kind, sha256, manifest } = plan;
  const savedPlan: SavedPlanRef = { path, kind, sha256, manifest, agreed: consent };
  const task = begin(tabId, { kind: 'saved-plan', sql: manifest?.sql ?? '', origin: null, savedPlan });
  const { allowChanged = false, ...more } = consent;
  return startQuery(tabId, task, (signal) =>
    call('plan:run', { path, kind, sha256, allowChanged, ...more }, { signal }),
  );
}

/** Ends what the tab is doing and frees the user at once; the engine stops at its next check. Idempotent. */
export function cancelRun(tabId: string): void {
  const run = runOf(tabId);
  if (!isActive(run)) return;
  apply(tabId, { type: 'cancelled', taskId: run.task.id, elapsedMs: elapsed(run.task) });
  requests.get(tabId)?.abort();
  if (run.queryId) ignoreErrors(call('query:cancel', { queryId: run.queryId }));
}

/** Cancels what the tab is doing and frees its rows, plans and messages. Idempotent. */
export function closeRun(tabId: string): void {
  cancelRun(tabId);
  apply(tabId, { type: 'closed' });
  stopFollowing(tabId);
  forget(tabId);
}

function begin(tabId: string, what: Omit<Task, 'id' | 'startedAt'>): Task {
  listen();
  cancelRun(tabId);
  const task: Task = { ...what, id: ++lastTask, startedAt: performance.now() };
  apply(tabId, { type: 'started', task });
  return task;
}

async function startQuery(
  tabId: string,
  task: Task,
  start: (signal: AbortSignal) => Promise<{ queryId: string }>,
): Promise<void> {
  await request(tabId, task, async (signal) => {
    const { queryId } = await start(signal);
    const run = runOf(tabId);
    if (run.phase === 'idle' || run.task.id !== task.id || !isActive(run)) {
      ignoreErrors(call('query:close', { queryId }));
      return;
    }
    apply(tabId, { type: 'accepted', taskId: task.id, queryId });
    // Changes made before the id was known went by unheard.
    apply(tabId, { type: 'progressed', status: await call('query:status', { queryId }) });
  });
}

async function request(
  tabId: string,
  task: Task,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  requests.set(tabId, controller);
  try {
    await work(controller.signal);
  } catch (thrown) {
    if (isCancelled(thrown)) apply(tabId, { type: 'cancelled', taskId: task.id, elapsedMs: elapsed(task) });
    else
      apply(tabId, { type: 'failed', taskId: task.id, elapsedMs: elapsed(task), error: toAppError(thrown) });
  } finally {
    if (requests.get(tabId) === controller) requests.delete(tabId);
  }
}

/** Applies an event and does what follows from it outside the store. */
function apply(tabId: string, event: RunEvent): void {
  const { run, released } = dispatch(tabId, event);
  for (const queryId of released) ignoreErrors(call('query:close', { queryId }));
  followPlan(tabId, run, (next) => apply(tabId, next));
}

function listen(): void {
  if (listening) return;
  listening = true;
  subscribe('query:progressed', (status) => {
    const tabId = tabOfQuery(status.queryId);
    if (tabId) apply(tabId, { type: 'progressed', status });
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
