import type { AppError } from '../../shared/errors';
import { formatBytes, formatCount, formatMs, formatQuantity } from '../../shared/figures';
import type { QueryStatus } from '../../shared/query';
import type { Origin, RunState, StartedRun } from './runState';

/** One line of a document's messages. */
export interface LogEntry {
  level: 'info' | 'ok' | 'warning' | 'error';
  text: string;
  /** The SQL the line is about, where that helps. */
  sql?: string;
  error?: AppError;
  /** Where the text of the error's position begins in the editor. */
  origin?: Origin;
}

/** The lines that a change of state adds to the document's messages. */
export function entriesFor(before: RunState, after: RunState): LogEntry[] {
  if (after.phase === 'idle') return [];
  const sameTask = before.phase !== 'idle' && before.task.id === after.task.id;
  const entries: LogEntry[] = [];
  if (!sameTask) entries.push(startLine(after));
  const phaseBefore = sameTask ? before.phase : 'idle';
  if (after.phase === phaseBefore) return entries;
  if (after.phase === 'running') {
    const text = phaseBefore === 'paused' ? 'Loading more rows' : `Planned${statementOf(after)}, running`;
    entries.push({ level: 'info', text });
  }
  if (after.phase === 'paused' && after.status?.truncated)
    entries.push({ level: 'info', text: limitText('Paused', after.status.truncated) });
  if (after.phase === 'done') entries.push(...doneLines(after, after.elapsedMs));
  if (after.phase === 'cancelled') {
    const rows = ownRows(after);
    const kept = rows ? `; ${formatCount(rows)} rows so far are kept` : '';
    entries.push({ level: 'warning', text: `Cancelled after ${formatMs(after.elapsedMs)}${kept}` });
  }
  if (after.phase === 'failed')
    entries.push({
      level: 'error',
      text: after.error.message,
      error: after.error,
      ...(after.task.origin && { origin: after.task.origin }),
    });
  return entries;
}

function startLine(run: StartedRun): LogEntry {
  const { kind, savedPlan, step } = run.task;
  const sql = step?.sql ?? run.task.sql;
  if (kind === 'saved-plan')
    return { level: 'info', text: `Running the ${savedPlan?.kind ?? ''} plan of ${savedPlan?.path ?? ''}` };
  return { level: 'info', text: kind === 'explain' ? 'Planning without running' : 'Started', sql };
}

/** What came of a run that is done: `12 rows in 4 ms`, `View created in 2 ms`. */
export function outcomeText(run: StartedRun, elapsedMs: number): string {
  const time = formatMs(elapsedMs);
  if (run.task.kind === 'explain') return `Planned in ${time}`;
  const rows = ownRows(run);
  return `${rows === null ? (run.status?.message ?? 'Done') : formatQuantity(rows, 'row')} in ${time}`;
}

function doneLines(run: StartedRun, elapsedMs: number): LogEntry[] {
  const lines: LogEntry[] = [{ level: 'ok', text: outcomeText(run, elapsedMs) }];
  if (run.task.kind === 'explain') return lines;
  if (run.status?.truncated)
    lines.push({ level: 'warning', text: limitText('Stopped', run.status.truncated) });
  return lines;
}

/** `Paused at 10,000,000 rows`, for a result that met a limit. */
export function limitText(
  what: 'Paused' | 'Stopped',
  { reason, limit }: NonNullable<QueryStatus['truncated']>,
): string {
  return `${what} at ${reason === 'rows' ? formatQuantity(limit, 'row') : `${formatBytes(limit)} of rows`}`;
}

function ownRows(run: StartedRun): number | null {
  return run.rows && !run.rows.stale ? run.rows.count : null;
}

function statementOf(run: StartedRun): string {
  const statement = run.task.step ?? run.status?.statement;
  return statement && statement.count > 1 ? ` statement ${statement.index + 1} of ${statement.count}` : '';
}
