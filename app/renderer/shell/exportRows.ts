import { openExport } from '../exports';
import { type RunState, runOf, type ShownRows } from '../query';
import { selectActiveDocument, useWorkspace } from '../workspace';
import { fileStem } from './fileStem';

/** Asks how to export the rows of the document on show. */
export function exportActiveRows(): void {
  const shown = selectActiveDocument(useWorkspace.getState());
  const run = shown ? runOf(shown.id) : null;
  const rows = run && ownRows(run);
  if (!shown || !run || !rows) return;
  const { queryId, count, columns, truncated } = rows;
  const unfinished = truncated !== null || run.phase !== 'done';
  openExport({
    queryId,
    rows: count,
    columns: columns.map(({ name }) => name),
    // A saved plan runs with consents that its tab has.
    partial: unfinished && run.phase !== 'idle' && run.task.kind === 'run',
    name: fileStem(shown.title, 'rows'),
  });
}

/** The rows of the last run, not those of an earlier one. */
export function ownRows(run: RunState): ShownRows | null {
  return run.phase === 'idle' || !run.rows || run.rows.stale ? null : run.rows;
}
