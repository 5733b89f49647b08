import { baseName } from '../../shared/baseName';
import type { AppError, ErrorCode, Fix } from '../../shared/errors';
import type { OpenOutcome } from '../../shared/ipc/contract';
import type { FileFormat, ReaderOptions, TableInfo } from '../../shared/table';
import { toast, toastError } from '../base';
import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { openPlanTab, openSqlFile, withActivity } from '../workspace';
import { listed, openBatches, openingTitle } from './paths';
import { withFix } from './readerForm';
import { useCatalog, useQuestions } from './store';

/** How long a table that was just opened stays marked, in milliseconds. */
const FRESH_MS = 1600;

/** Maximum number of failures with separate toasts; the rest are listed in one. */
const FAILURES_SHOWN = 3;

/** Reads the tables once and follows their changes. Returns the function that stops it. */
export function followCatalog(): () => void {
  let changed = false;
  call('catalog:list', undefined).then(
    // A change event that arrived meanwhile is newer.
    (tables) => !changed && useCatalog.setState({ tables }),
    (thrown) => {
      useCatalog.setState({ tables: [] });
      toastError(toAppError(thrown), 'The tables could not be listed');
    },
  );
  const stops = [
    subscribe('catalog:changed', (tables) => {
      changed = true;
      useCatalog.setState({ tables });
    }),
    subscribe('files:opened', showOutcome),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Opens files, folders or saved plans by path; reports each failure. */
export async function openPaths(paths: readonly string[]): Promise<void> {
  for (const batch of openBatches(paths)) {
    await attempt('The files could not be opened', async () => {
      showOutcome(
        await withActivity(openingTitle(batch), (signal) =>
          call('catalog:open', { paths: batch }, { signal }),
        ),
      );
    });
  }
}

/** Asks for files, or for a folder, in a dialog and opens them. */
export async function pickFiles(what: 'files' | 'folder'): Promise<void> {
  await attempt('The files could not be opened', async () => {
    // The answer comes only after the dialog: from then on the wait is for reading schemas.
    showOutcome(await withActivity('Opening files', (signal) => call('catalog:pick', { what }, { signal })));
  });
}

/** Opens one file with options of its reader; returns what the file objects to. @throws when the request fails */
export async function openWith(
  path: string,
  options: ReaderOptions,
  outer?: AbortSignal,
): Promise<AppError | undefined> {
  const outcome = await withActivity(
    openingTitle([path]),
    (signal) => call('catalog:open', { paths: [path], options }, { signal }),
    outer,
  );
  const [failure] = outcome.failures;
  if (!failure) showOutcome(outcome);
  return failure?.error;
}

/**
 * Opens the files of a table again with other options, and offers to take that back.
 * @throws what the files object to; the table is then as it was
 */
export async function reopenWith(
  { name, options: before }: Pick<TableInfo, 'name' | 'options'>,
  options: ReaderOptions,
  outer?: AbortSignal,
): Promise<undefined> {
  const reopen = (to: ReaderOptions, signal: AbortSignal) =>
    call('catalog:reopen', { name, options: to }, { signal });
  await withActivity(`Reopening ${name}`, (signal) => reopen(options, signal), outer);
  markFresh([name]);
  const undo = () => withActivity(`Reopening ${name}`, (signal) => reopen(before, signal));
  toast({
    kind: 'ok',
    title: `Reopened ${name} with other options`,
    description: 'Run queries again to see the rows as they are read now.',
    action: {
      title: 'Undo',
      run: () => void attempt(`${name} could not be reopened`, async () => void (await undo())),
    },
  });
}

/** Reopens a table's files as an error suggests; reports a failure and returns false. */
export async function reopenFixed(table: TableInfo, fix: Fix): Promise<boolean> {
  let done = false;
  await attempt(`${table.name} could not be reopened`, async () => {
    await reopenWith(table, withFix(table.options, fix));
    done = true;
  });
  return done;
}

/** Opens a folder of different tables as one of `format` all the same. */
export async function openWhole(path: string, format: FileFormat): Promise<void> {
  await attempt(`${baseName(path)} was not opened`, async () => {
    const failure = await openWith(path, { format });
    if (failure) toastError(failure, `${baseName(path)} was not opened`);
  });
}

/** Shows the options of a table's files. */
export function editOptions(table: TableInfo, options = table.options): void {
  if (table.path !== null) useQuestions.setState({ options: { path: table.path, table, options } });
}

/** Removes a table from the workspace, never its file, and offers to bring it back. */
export async function removeTable(table: TableInfo): Promise<void> {
  await attempt(`${table.name} could not be removed`, async () => {
    await call('catalog:remove', { name: table.name });
    const restore = restoreOf(table);
    toast({
      kind: 'info',
      title: `Removed ${table.name}`,
      description: table.path ? `${baseName(table.path)} stays where it is.` : undefined,
      action: restore && {
        title: 'Undo',
        run: () => void attempt(`${table.name} could not be brought back`, restore),
      },
    });
  });
}

/** Opens the table's file or runs its statement again; undefined where its rows were in memory only. */
function restoreOf({ name, path, definition, options }: TableInfo): (() => Promise<void>) | undefined {
  if (path) {
    return async () =>
      showOutcome(
        await withActivity(openingTitle([path]), (signal) =>
          call('catalog:open', { paths: [path], name, options }, { signal }),
        ),
      );
  }
  if (definition) {
    return async () => {
      await withActivity(`Bringing back ${name}`, (signal) =>
        call('catalog:define', { sql: definition }, { signal }),
      );
      markFresh([name]);
    };
  }
  return undefined;
}

async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!isCancelled(thrown)) toastError(toAppError(thrown), what);
  }
}

/** Shows what opening files brought: new tables light up, plans get a tab, failures a notice. */
function showOutcome(outcome: OpenOutcome): void {
  if (outcome.tables.length > 0) markFresh(outcome.tables.map((table) => table.name));
  for (const path of outcome.plans) openPlanTab(path);
  for (const path of outcome.queries) void openSqlFile(path);
  for (const { path, error } of outcome.failures.slice(0, FAILURES_SHOWN)) {
    if (error.code !== 'cancelled')
      toastError(error, `${baseName(path)} was not opened`, optionsAction(path, error));
  }
  useQuestions.setState(({ folders }) => ({ folders: [...folders, ...outcome.folders] }));
  const more = outcome.failures.slice(FAILURES_SHOWN).map(({ path }) => baseName(path));
  if (more.length > 0)
    toast({
      kind: 'error',
      title: `${more.length} more ${more.length === 1 ? 'file was' : 'files were'} not opened`,
      description: listed(more),
    });
}

/** Files that other options may open. */
const OPTIONS_MAY_HELP = new Set<ErrorCode>([
  'file_mismatch',
  'file_damaged',
  'file_format_unknown',
  'file_unsupported',
]);

/** Leads from a file that was not opened to its options, with what the error advises. */
function optionsAction(path: string, { code, reopen }: AppError) {
  if (!OPTIONS_MAY_HELP.has(code)) return undefined;
  const [fix] = reopen?.fixes ?? [];
  const options = fix ? withFix({}, fix) : {};
  return {
    title: 'Open options…',
    run: () => useQuestions.setState({ options: { path, table: null, options } }),
  };
}

function markFresh(names: readonly string[]): void {
  const fresh = new Set(names);
  useCatalog.setState({ fresh });
  setTimeout(() => {
    if (useCatalog.getState().fresh === fresh) useCatalog.setState({ fresh: new Set() });
  }, FRESH_MS);
}
