import { baseName } from '../../shared/baseName';
import { type DocumentId, newDocumentId, newTabId } from '../../shared/identity';
import type { Response } from '../../shared/ipc/contract';
import { toast, toastError } from '../base';
import { call, isCancelled, subscribe, toAppError } from '../bridge';
import { showDocument } from './actions';
import { withActivity } from './activities';
import { useWorkspace } from './store';
import * as tabs from './tabs';

const { getState, setState } = useWorkspace;

type SqlFile = Response<'sql:read'>;

/** Opens a file of SQL in a tab; one that is open already is shown. */
export async function openSqlFile(path: string): Promise<void> {
  const open = tabs.openQueries(getState()).find(({ file }) => file?.path === path);
  if (open) {
    showDocument(open.id);
    return;
  }
  try {
    const file = await withActivity(`Opening ${baseName(path)}`, (signal) =>
      call('sql:read', { path }, { signal }),
    );
    const id = newDocumentId();
    setState((state) => {
      const query = { kind: 'query' as const, id, title: baseName(path), sql: file.sql };
      return tabs.setFile(tabs.openQuery(state, query, newTabId()), id, file);
    });
  } catch (thrown) {
    if (!isCancelled(thrown)) toastError(toAppError(thrown), `${baseName(path)} could not be opened`);
  }
}

/**
 * Writes a query to its file; one that has none, or with `as`, to a place that the user picks. A file
 * that another program changed is only replaced with `overwrite`: it is asked about first. Returns
 * whether the query is saved.
 */
export async function saveQuery(id: DocumentId, { as = false, overwrite = false } = {}): Promise<boolean> {
  const { documents, texts } = getState();
  const document = documents[id];
  if (document?.kind !== 'query') return false;
  const sql = texts[id] ?? '';
  const { file } = document;
  const suggestedName = document.title.slice(0, 200);
  try {
    const written = await withActivity(`Saving ${document.title}`, (signal) =>
      call(
        'sql:write',
        {
          sql,
          suggestedName,
          ...(file && !as && { path: file.path, ...(!overwrite && { expected: file.sha256 }) }),
        },
        { signal },
      ),
    );
    if (!written) return false;
    setState((state) => tabs.setFile(state, id, { ...written, sql }));
    return true;
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code === 'file_changed') setState({ conflict: id });
    else if (!isCancelled(thrown)) toastError(error, `${document.title} could not be saved`);
    return false;
  }
}

/** Takes over what the file of a query holds now; the text before can be brought back by Undo in the editor. */
export async function loadFromDisk(id: DocumentId): Promise<void> {
  const document = getState().documents[id];
  if (document?.kind !== 'query' || !document.file) return;
  try {
    takeOver(id, await call('sql:read', { path: document.file.path }));
  } catch (thrown) {
    toastError(toAppError(thrown), `${document.title} could not be read`);
  }
}

function takeOver(id: DocumentId, file: SqlFile): void {
  setState((state) => tabs.setFile(tabs.setText(state, id, file.sql), id, file));
}

/** Gives a query another name, and its file where it has one. */
export async function renameQuery(id: DocumentId, title: string): Promise<void> {
  const document = getState().documents[id];
  const name = title.trim();
  if (document?.kind !== 'query' || !name || name === document.title) return;
  const { file } = document;
  if (!file) {
    setState((state) => tabs.renameDocument(state, id, name));
    return;
  }
  try {
    const { path } = await call('sql:rename', { path: file.path, name });
    setState((state) => tabs.moveFile(state, id, path));
  } catch (thrown) {
    toastError(toAppError(thrown), `${document.title} could not be renamed`);
  }
}

/**
 * Compares a query with its file, which may have changed: an unedited text follows the file, an edited
 * one stays, and that is said.
 */
async function compareWithDisk(id: DocumentId): Promise<void> {
  const before = getState().documents[id];
  if (before?.kind !== 'query' || !before.file) return;
  const { path, sha256 } = before.file;
  let found: SqlFile;
  try {
    found = await call('sql:read', { path });
  } catch (thrown) {
    const error = toAppError(thrown);
    setState((state) => tabs.withoutDisk(state, id));
    toast({
      kind: 'error',
      title: `${baseName(path)} is gone`,
      description: `${error.message} The tab keeps its text: save it to write the file again.`,
    });
    return;
  }
  const { documents, texts } = getState();
  const document = documents[id];
  if (document?.kind !== 'query' || document.file?.path !== path) return;
  if (found.sha256 === sha256 || texts[id] === found.sql) {
    setState((state) => tabs.setFile(state, id, found));
  } else if (!document.file.edited) {
    takeOver(id, found);
    toast({ kind: 'info', title: `${baseName(path)} was read again`, description: 'It changed on disk.' });
  } else {
    toast({
      kind: 'info',
      title: `${baseName(path)} changed on disk`,
      description: 'The tab keeps your changes.',
      action: { title: 'Load from disk', run: () => void loadFromDisk(id) },
    });
  }
}

/** Watches the files of all queries, and compares them at the start. Returns the function that stops it. */
export function followSqlFiles(): () => void {
  let watched: readonly string[] = [];
  const follow = () => {
    const paths = pathsOf();
    if (paths.length === watched.length && paths.every((path, index) => path === watched[index])) return;
    const fresh = paths.filter((path) => !watched.includes(path));
    watched = paths;
    call('sql:watch', { paths: [...paths] }).catch(() => undefined);
    for (const path of fresh) compare(path, (id) => getState().onDisk[id] === undefined);
  };
  const compare = (path: string, when: (id: DocumentId) => boolean) => {
    for (const { id, file } of tabs.openQueries(getState()))
      if (file?.path === path && when(id)) void compareWithDisk(id);
  };
  const stops = [
    useWorkspace.subscribe((state, previous) => {
      if (state.documents !== previous.documents || state.tabs !== previous.tabs) follow();
    }),
    subscribe('sql:changed', ({ path }) => compare(path, () => true)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function pathsOf(): string[] {
  const paths = tabs.openQueries(getState()).flatMap(({ file }) => file?.path ?? []);
  return [...new Set(paths)].sort().slice(0, 1000);
}
