import { baseName } from '../../shared/baseName';
import type { DocumentId, TabId } from '../../shared/identity';
import { type Document, type DocumentOf, isRenamable } from './documents';

/** A tab of the window. */
export interface Tab {
  id: TabId;
  document: DocumentId;
}

export interface TabsState {
  /** Every document that a tab shows, or that a closed tab would bring back. */
  documents: Readonly<Record<DocumentId, Document>>;
  /** The text of each query among them: apart, since it changes with every key. */
  texts: Readonly<Record<DocumentId, string>>;
  tabs: readonly Tab[];
  /** What the files of queries held when they were last read or written, where that is known. */
  onDisk: Readonly<Record<DocumentId, string>>;
  /** Null only while there is no tab. */
  activeTab: TabId | null;
  /** Closed tabs, the last closed one last, with the place each had; at most {@link CLOSED_LIMIT}. */
  closed: readonly { tab: Tab; index: number }[];
}

/** How many closed tabs can be brought back. */
export const CLOSED_LIMIT = 20;

const TITLE_LIMIT = 200;

/** A query with its text. */
export type Query = DocumentOf<'query'> & { sql: string };

/** Shows a query in the tab `tab`, added after the active one. */
export function openQuery(state: TabsState, { sql, ...document }: Query, tab: TabId): TabsState {
  const texts = { ...state.texts, [document.id]: sql };
  return openTab({ ...state, texts }, document, tab);
}

/** Shows the plan file at `path`, read again; one that is open in no tab gets the ids `fresh`. */
export function openPlan(
  state: TabsState,
  path: string,
  fresh: { document: DocumentId; tab: TabId },
): TabsState {
  for (const tab of state.tabs) {
    const document = state.documents[tab.document];
    if (document?.kind !== 'plan' || document.path !== path) continue;
    const opened = { ...document, opened: document.opened + 1 };
    return { ...state, activeTab: tab.id, documents: { ...state.documents, [document.id]: opened } };
  }
  const document = { kind: 'plan', id: fresh.document, title: baseName(path), path, opened: 1 } as const;
  return openTab(state, document, fresh.tab);
}

function openTab(state: TabsState, document: Document, id: TabId): TabsState {
  const active = state.tabs.findIndex((tab) => tab.id === state.activeTab);
  const index = active < 0 ? state.tabs.length : active + 1;
  return {
    ...state,
    documents: { ...state.documents, [document.id]: document },
    tabs: state.tabs.toSpliced(index, 0, { id, document: document.id }),
    activeTab: id,
  };
}

/**
 * Brings back the queries of a saved workspace, each in its tab. What was opened before it was read (a
 * plan named on the command line) stays after them and on show; else the one of `active`, or the first.
 */
export function restoreTabs(
  state: TabsState,
  saved: readonly { query: Query; tab: TabId }[],
  active: DocumentId | null,
): TabsState {
  const shown = saved.find(({ query }) => query.id === active) ?? saved[0];
  const documents = { ...state.documents };
  const texts = { ...state.texts };
  for (const { sql, ...document } of saved.map(({ query }) => query)) {
    documents[document.id] = document;
    texts[document.id] = sql;
  }
  return {
    ...state,
    documents,
    texts,
    tabs: [...saved.map(({ query, tab }) => ({ id: tab, document: query.id })), ...state.tabs],
    activeTab: state.activeTab ?? shown?.tab ?? null,
  };
}

/** Takes a tab away and remembers it; the neighbour to the right, else to the left, becomes active. */
export function closeTab(state: TabsState, id: TabId): TabsState {
  const index = state.tabs.findIndex((tab) => tab.id === id);
  const tab = state.tabs[index];
  if (!tab) return state;
  const tabs = state.tabs.toSpliced(index, 1);
  const neighbour = tabs[Math.min(index, tabs.length - 1)];
  return withoutForgotten({
    ...state,
    tabs,
    activeTab: state.activeTab === id ? (neighbour?.id ?? null) : state.activeTab,
    closed: [...state.closed, { tab, index }].slice(-CLOSED_LIMIT),
  });
}

/** Drops documents that no tab shows or could bring back. */
function withoutForgotten(state: TabsState): TabsState {
  const kept = new Set([...state.tabs, ...state.closed.map(({ tab }) => tab)].map((tab) => tab.document));
  const only = <T>(record: Readonly<Record<DocumentId, T>>) =>
    Object.fromEntries(Object.entries(record).filter(([id]) => kept.has(id as DocumentId)));
  return { ...state, documents: only(state.documents), texts: only(state.texts), onDisk: only(state.onDisk) };
}

/** Brings a closed tab back to its place and shows it; without an id the last closed one. */
export function reopenTab(state: TabsState, id?: TabId): TabsState {
  const entry = id === undefined ? state.closed.at(-1) : state.closed.find(({ tab }) => tab.id === id);
  if (!entry) return state;
  return {
    ...state,
    tabs: state.tabs.toSpliced(Math.min(entry.index, state.tabs.length), 0, entry.tab),
    activeTab: entry.tab.id,
    closed: state.closed.filter((other) => other !== entry),
  };
}

/** Gives a document another title; blank titles are refused, long ones cut. */
export function renameDocument(state: TabsState, id: DocumentId, title: string): TabsState {
  const document = state.documents[id];
  const trimmed = title.trim().slice(0, TITLE_LIMIT);
  if (!trimmed || !document || !isRenamable(document)) return state;
  return { ...state, documents: { ...state.documents, [id]: { ...document, title: trimmed } } };
}

/** Keeps the text of a query up to date. */
export function setText(state: TabsState, id: DocumentId, sql: string): TabsState {
  const document = state.documents[id];
  if (document?.kind !== 'query') return state;
  const texts = { ...state.texts, [id]: sql };
  const edited = sql !== state.onDisk[id];
  if (!document.file || document.file.edited === edited) return { ...state, texts };
  const changed = { ...document, file: { ...document.file, edited } };
  return { ...state, texts, documents: { ...state.documents, [id]: changed } };
}

/** Connects a query with a file that holds `sql` now. The query takes the file's name, not its text. */
export function setFile(
  state: TabsState,
  id: DocumentId,
  { path, sha256, sql }: { path: string; sha256: string; sql: string },
): TabsState {
  const document = state.documents[id];
  if (document?.kind !== 'query') return state;
  const file = { path, sha256, edited: state.texts[id] !== sql };
  const title = baseName(path).slice(0, TITLE_LIMIT);
  return {
    ...state,
    documents: { ...state.documents, [id]: { ...document, title, file } },
    onDisk: { ...state.onDisk, [id]: sql },
  };
}

/** The file of a query has another path; its text is the same. */
export function moveFile(state: TabsState, id: DocumentId, path: string): TabsState {
  const document = state.documents[id];
  if (document?.kind !== 'query' || !document.file) return state;
  const moved = {
    ...document,
    title: baseName(path).slice(0, TITLE_LIMIT),
    file: { ...document.file, path },
  };
  return { ...state, documents: { ...state.documents, [id]: moved } };
}

/** The file of a query is gone: all of its text is a change. */
export function withoutDisk(state: TabsState, id: DocumentId): TabsState {
  const document = state.documents[id];
  if (document?.kind !== 'query' || !document.file) return state;
  const { [id]: _, ...onDisk } = state.onDisk;
  const changed = { ...document, file: { ...document.file, edited: true } };
  return { ...state, onDisk, documents: { ...state.documents, [id]: changed } };
}

/** Shows the tab `step` places further, round the ends. */
export function stepTab(state: TabsState, step: 1 | -1): TabsState {
  const index = state.tabs.findIndex((tab) => tab.id === state.activeTab);
  const next = state.tabs[(index + step + state.tabs.length) % state.tabs.length];
  return next ? { ...state, activeTab: next.id } : state;
}

/** The tab that shows a document; undefined when none does. */
export function tabOf(state: TabsState, document: DocumentId): Tab | undefined {
  return state.tabs.find((tab) => tab.document === document);
}

/** The queries that tabs show, in their order, with their texts. */
export function openQueries({ tabs, documents, texts }: TabsState): Query[] {
  return tabs.flatMap((tab) => {
    const document = documents[tab.document];
    return document?.kind === 'query' ? [{ ...document, sql: texts[document.id] ?? '' }] : [];
  });
}

/** `Query 3.sql`: the lowest number that no document in a tab has. */
export function freeTitle({ tabs, documents }: TabsState): string {
  const taken = new Set(tabs.map((tab) => documents[tab.document]?.title));
  let number = 1;
  while (taken.has(`Query ${number}.sql`)) number += 1;
  return `Query ${number}.sql`;
}
