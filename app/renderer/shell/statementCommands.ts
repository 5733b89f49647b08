import { formatCount } from '../../shared/figures';
import type { PlanKind } from '../../shared/planFile';
import type { TableInfo } from '../../shared/table';
import { SQL_LIMIT } from '../../shared/workspace';
import { toast, toastError } from '../base';
import { call, isCancelled, toAppError } from '../bridge';
import { quoteIdentifier } from '../catalog';
import { type RunTarget, runTarget } from '../editor';
import { askAboutSaving, needsConfirmation } from '../plan-file';
import { cancelRun, explainSql, isOpen, runOf, runSql } from '../query';
import {
  flushAutosave,
  openQueryOnce,
  selectActiveDocument,
  showPane,
  useWorkspace,
  withActivity,
} from '../workspace';
import { fileStem } from './fileStem';

/** Runs the selection or the statement at the cursor and shows its rows. */
export async function runActive(): Promise<void> {
  await withTarget(({ documentId, sql, origin }) => {
    showPane('results');
    return runSql(documentId, sql, origin);
  });
}

/**
 * Plans the selection or the statement at the cursor, without running it, and shows the plan. Does
 * nothing while the tab runs, like its button: explaining does not end a long run.
 */
export async function explainActive(): Promise<void> {
  const shown = selectActiveDocument(useWorkspace.getState());
  if (shown && isOpen(runOf(shown.id))) return;
  await withTarget(async ({ documentId, sql, origin }) => {
    // One may have started while the statement was looked for.
    if (isOpen(runOf(documentId))) return;
    showPane('plan');
    return explainSql(documentId, sql, origin);
  });
}

/** Cancels what the document on show is doing. */
export function cancelActive(): void {
  const shown = selectActiveDocument(useWorkspace.getState());
  if (shown) cancelRun(shown.id);
}

/** Saves the plan of the selection or the statement at the cursor as a `.dfplan`, at a place the user picks. */
export async function saveActivePlan(): Promise<void> {
  await withTarget(async ({ sql }) => {
    const source = { sql };
    const suggestedName = `${stem()}.dfplan`;
    const report = await withActivity('Checking the plan', (signal) =>
      call('plan:check', { source }, { signal }),
    );
    const choice = needsConfirmation(report) ? await askAboutSaving(report) : {};
    if (!choice) return;
    const saved = await withActivity('Saving the plan', (signal) =>
      call('plan:save', { source, suggestedName, ...choice }, { signal }),
    );
    if (!saved) return;
    const missing = [...new Set(saved.notSerialized.map(({ kind }) => kind))];
    const holds = `Contains: ${saved.kinds.join(', ')}.`;
    const lacks = missing.length > 0 ? ` Not possible for this query: ${missing.join(', ')}.` : '';
    const left = saved.redacted?.map(({ name }) => name) ?? [];
    const without = left.length > 0 ? ` Left out: ${[...new Set(left)].join(', ')}.` : '';
    announce('Plan saved', saved.path, holds + lacks + without);
  }, 'The plan could not be saved');
}

/** Writes one plan of the statement as bare protobuf bytes, at a place the user picks. */
export async function exportActivePlan(kind: PlanKind): Promise<void> {
  await withTarget(async ({ sql }) => {
    const suggestedName = `${stem()}.${kind}.pb`;
    const written = await withActivity('Exporting the plan', (signal) =>
      call('plan:export', { source: { sql }, kind, suggestedName }, { signal }),
    );
    if (written) announce(`Exported the ${kind} plan`, written.path, `${formatCount(written.bytes)} bytes.`);
  }, 'The plan could not be exported');
}

/** Shows the first rows of a table in a separate tab, which is reused. */
export function previewTable(table: TableInfo): void {
  const sql = `SELECT * FROM ${quoteIdentifier(table.name)} LIMIT 1000`;
  const documentId = openQueryOnce({ title: `${table.name}.sql`.slice(0, 200), sql });
  showPane('results');
  void runSql(documentId, sql, { line: 1, column: 1 });
}

async function withTarget(work: (target: RunTarget) => Promise<void>, failed?: string): Promise<void> {
  // Whatever the statement does to the window: its text is safe.
  flushAutosave();
  try {
    const target = await runTarget();
    if (target && target.sql.length > SQL_LIMIT)
      toast({
        kind: 'error',
        title: 'The text is too long to run',
        description: `Up to ${formatCount(SQL_LIMIT)} characters run at once: select a part of it.`,
      });
    else if (target) await work(target);
    else if (selectActiveDocument(useWorkspace.getState())?.kind === 'query')
      toast({
        kind: 'info',
        title: 'There is no statement here',
        description: 'Write SQL in the editor first.',
      });
  } catch (thrown) {
    if (!isCancelled(thrown)) toastError(toAppError(thrown), failed);
  }
}

/** The title of the document on show as a file's name. */
function stem(): string {
  return fileStem(selectActiveDocument(useWorkspace.getState())?.title, 'plan');
}

function announce(title: string, path: string, description: string): void {
  toast({
    kind: 'ok',
    title,
    description: `${path}. ${description}`,
    action: {
      title: 'Show in folder',
      run: () => {
        call('shell:reveal', { path }).catch((thrown) => toastError(toAppError(thrown)));
      },
    },
  });
}
