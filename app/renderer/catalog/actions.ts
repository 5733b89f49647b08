import { baseName } from '../../shared/baseName';
import type { OpenOutcome } from '../../shared/ipc/contract';
import type { TableInfo } from '../../shared/table';
import { toast, toastError } from '../base';
import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { openPlanTab, withActivity } from '../workspace';
import { listed, openBatches, openingTitle } from './paths';
import { useCatalog } from './store';

/** How long a table that was just opened stays marked, in milliseconds. */
const FRESH_MS = 1600;

/** At most this many failures get a toast of their own; the rest are named in one. */
const FAILURES_SHOWN = 3;

/** Reads the tables once and follows their changes. Returns the function that stops it. */
export function followCatalog(): () => void {
  let told = false;
  call('catalog:list', undefined).then(
    // A change that was told meanwhile is newer.
    (tables) => !told && useCatalog.setState({ tables }),
    (thrown) => {
      useCatalog.setState({ tables: [] });
      toastError(toAppError(thrown), 'The tables could not be listed');
    },
  );
  const stops = [
    subscribe('catalog:changed', (tables) => {
      told = true;
      useCatalog.setState({ tables });
    }),
    subscribe('files:opened', showOutcome),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** Opens files, folders or saved plans by path; what fails is said for each. */
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

/** Asks for files in a dialog and opens them. */
export async function pickFiles(): Promise<void> {
  await attempt('The files could not be opened', async () => {
    // The answer comes only after the dialog: from then on the wait is for reading schemas.
    showOutcome(await withActivity('Opening files', (signal) => call('catalog:pick', undefined, { signal })));
  });
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
function restoreOf({ name, path, definition }: TableInfo): (() => Promise<void>) | undefined {
  if (path) {
    return async () =>
      showOutcome(
        await withActivity(openingTitle([path]), (signal) =>
          call('catalog:open', { paths: [path], name }, { signal }),
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
  for (const { path, error } of outcome.failures.slice(0, FAILURES_SHOWN)) {
    if (error.code !== 'cancelled') toastError(error, `${baseName(path)} was not opened`);
  }
  const more = outcome.failures.slice(FAILURES_SHOWN).map(({ path }) => baseName(path));
  if (more.length > 0)
    toast({
      kind: 'error',
      title: `${more.length} more ${more.length === 1 ? 'file was' : 'files were'} not opened`,
      description: listed(more),
    });
}

function markFresh(names: readonly string[]): void {
  const fresh = new Set(names);
  useCatalog.setState({ fresh });
  setTimeout(() => {
    if (useCatalog.getState().fresh === fresh) useCatalog.setState({ fresh: new Set() });
  }, FRESH_MS);
}
