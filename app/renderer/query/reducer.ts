import type { AppError } from '../../shared/errors';
import type { PlanSet } from '../../shared/plan';
import type { QueryStatus } from '../../shared/query';
import { inWindow } from './hints';
import {
  IDLE,
  isActive,
  isOpen,
  type RunState,
  type ShownRows,
  type StartedRun,
  type Task,
} from './runState';

/** What can happen to a document's run. Events that name another task or query than the state's are ignored. */
export type RunEvent =
  | { type: 'started'; task: Task }
  | { type: 'accepted'; taskId: number; queryId: string }
  /** `at`: on the clock of `performance.now()`. */
  | { type: 'progressed'; status: QueryStatus; at: number }
  | { type: 'planned'; taskId: number; plan: PlanSet; elapsedMs: number }
  | { type: 'planFailed'; taskId: number; error: AppError }
  | { type: 'cancelled'; taskId: number; elapsedMs: number }
  | { type: 'failed'; taskId: number; elapsedMs: number; error: AppError }
  | { type: 'closed' };

/** The state after an event; the same object when the event changes nothing. */
export function reduce(run: RunState, event: RunEvent): RunState {
  if (event.type === 'closed') return IDLE;
  if (event.type === 'started') return start(run, event.task);
  if (run.phase === 'idle') return run;
  if (event.type === 'progressed') return progress(run, event.status, event.at);
  if (event.taskId !== run.task.id) return run;
  switch (event.type) {
    case 'accepted':
      return { ...run, queryId: event.queryId };
    case 'planned':
      return plan(run, event.plan, event.elapsedMs);
    case 'planFailed':
      return { ...run, planError: event.error };
    case 'cancelled':
      return isOpen(run) ? { ...run, phase: 'cancelled', elapsedMs: event.elapsedMs } : run;
    case 'failed':
      return isActive(run)
        ? { ...run, phase: 'failed', elapsedMs: event.elapsedMs, error: event.error }
        : run;
  }
}

/** Rows and plan of the task before stay in view until the new task has its own. */
function start(run: RunState, task: Task): RunState {
  const before = run.phase === 'idle' ? null : run;
  return {
    phase: 'planning',
    task,
    queryId: null,
    status: null,
    rows: before?.rows ? { ...before.rows, stale: true } : null,
    plan: before?.plan ?? null,
    planTask: before?.planTask ?? null,
    planError: null,
  };
}

function plan(run: StartedRun, next: PlanSet, elapsedMs: number): RunState {
  const planned = { ...run, plan: next, planTask: run.task.id, planError: null };
  return run.task.kind === 'explain' && isActive(run) ? { ...planned, phase: 'done', elapsedMs } : planned;
}

function progress(run: StartedRun, status: QueryStatus, at: number): RunState {
  if (status.queryId !== run.queryId) return run;
  if (run.status && status.version <= run.status.version) return run;
  const next = { ...run, status, rows: rowsAfter(run, status) };
  switch (status.phase) {
    case 'planning':
    case 'running': {
      // The window says "cancelled" before the engine does; what arrives in between takes nothing back.
      if (!isOpen(run)) return next;
      // The clock does not count the pause.
      const startedAt = run.phase === 'paused' ? at - status.elapsedMs : run.task.startedAt;
      return { ...next, task: { ...run.task, startedAt }, phase: status.phase };
    }
    case 'paused':
      return isOpen(run) ? { ...next, phase: 'paused', elapsedMs: status.elapsedMs } : next;
    case 'done':
    case 'cancelled':
      return { ...next, phase: status.phase, elapsedMs: status.elapsedMs };
    case 'failed':
      return {
        ...next,
        phase: 'failed',
        elapsedMs: status.elapsedMs,
        error: inWindow(
          status.error ?? { code: 'internal', message: 'The query failed without an error message.' },
        ),
      };
  }
}

function rowsAfter(run: StartedRun, status: QueryStatus): ShownRows | null {
  const { columns, queryId, rows: count, truncated, memoryRows } = status;
  if (columns && columns.length > 0) {
    // Each status carries all columns: those that are known already stay the same object.
    const known = run.rows?.queryId === queryId ? run.rows.columns : columns;
    return { queryId, columns: known, count, truncated, memoryRows, stale: false };
  }
  return status.phase === 'done' ? null : run.rows;
}
