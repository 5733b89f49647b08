import type { AppError } from '../../shared/errors';
import type { PhaseTimes } from '../../shared/phases';
import type { PlanSet } from '../../shared/plan';
import type { PlanInspection } from '../../shared/planFile';
import type { QueryStatus } from '../../shared/query';
import type { Field } from '../../shared/table';

/** Where the text that was handed in begins in the editor; both count from 1. */
export interface Origin {
  line: number;
  column: number;
}

/** What the user agreed to in addition to running a saved plan. */
export interface SavedPlanConsent {
  /** Files may have changed since it was saved. */
  allowChanged?: boolean;
  /** It may write. */
  allowWrite?: boolean;
  /** These bytes may write from now on. */
  remember?: boolean;
  /** SHA-256 of the plan that was made again from its SQL, to run instead. */
  replanned?: string;
}

/** The serialised plan that was inspected: running it again names the same bytes. */
export interface SavedPlanRef extends Pick<PlanInspection, 'path' | 'kind' | 'sha256' | 'manifest'> {
  /** Of its last run. */
  agreed?: SavedPlanConsent;
}

/** One statement of several that were run together. */
export interface Step {
  /** Counted from 0. */
  index: number;
  count: number;
  sql: string;
}

/** One action of the user in a document, or one statement of it. */
export interface Task {
  /** Grows with each task of the window. */
  id: number;
  kind: 'run' | 'explain' | 'saved-plan';
  /** The text handed in; for a saved plan what its file claims, possibly empty. */
  sql: string;
  /** Null where the text is in no editor. */
  origin: Origin | null;
  /** Which of the statements of `sql` runs; null where it runs as a whole. */
  step: Step | null;
  /** What `saved-plan` runs; null otherwise. */
  savedPlan: SavedPlanRef | null;
  /** Milliseconds on the clock of `performance.now()`. */
  startedAt: number;
}

/** The rows on show: of this task, or of an earlier one until this task has columns. */
export interface ShownRows {
  queryId: string;
  columns: readonly Field[];
  count: number;
  truncated: QueryStatus['truncated'];
  /** The first rows, which are in memory; those after them are on disk. */
  memoryRows: number;
  /** True when they belong to an earlier task. */
  stale: boolean;
}

interface Started {
  task: Task;
  /** Null until the engine took the query, and for `explain`. */
  queryId: string | null;
  status: QueryStatus | null;
  rows: ShownRows | null;
  plan: PlanSet | null;
  /** The task that `plan` belongs to: an earlier one until this task has its own. */
  planTask: number | null;
  /** Why `plan` is missing or old. */
  planError: AppError | null;
}

/** What a document's last task came to. Times are milliseconds since its start. */
export type RunState =
  | { phase: 'idle' }
  | (Started & { phase: 'planning' })
  | (Started & { phase: 'running' })
  | (Started & { phase: 'paused'; elapsedMs: number })
  | (Started & { phase: 'done'; elapsedMs: number })
  | (Started & { phase: 'cancelled'; elapsedMs: number })
  | (Started & { phase: 'failed'; elapsedMs: number; error: AppError });

export type StartedRun = Exclude<RunState, { phase: 'idle' }>;

export const IDLE: RunState = { phase: 'idle' };

/** True while work goes on. */
export function isActive(run: RunState): run is Extract<RunState, { phase: 'planning' | 'running' }> {
  return run.phase === 'planning' || run.phase === 'running';
}

/** True while there is something to cancel: work that goes on, or a query that waits at a limit. */
export function isOpen(
  run: RunState,
): run is Extract<RunState, { phase: 'planning' | 'running' | 'paused' }> {
  return isActive(run) || run.phase === 'paused';
}

/** The engine's queries that a state still needs: its own and the one whose rows it shows. */
export function queriesOf(run: RunState): string[] {
  if (run.phase === 'idle') return [];
  return [...new Set([run.queryId, run.rows?.queryId])].filter((id) => id != null);
}

/** How long the phases of a run, or of planning without one, took so far; null before anything is known. */
export function phasesOf(run: RunState): PhaseTimes | null {
  if (run.phase === 'idle') return null;
  if (run.task.kind !== 'explain') return run.status?.phases ?? null;
  return run.planTask === run.task.id ? (run.plan?.phases ?? null) : null;
}
