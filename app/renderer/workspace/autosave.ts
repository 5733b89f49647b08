import { formatQuantity } from '../../shared/figures';
import { SQL_LIMIT } from '../../shared/workspace';
import { changeBetween, type WindowState } from '../../shared/workspaceChange';
import { toast, toastError } from '../base';
import { call, subscribe, toAppError } from '../bridge';
import { selectActiveDocument, useWorkspace, type WorkspaceState } from './store';
import { openQueries } from './tabs';

/** Up to as many characters of text in all tabs, every change is sent at once. */
const SENT_AT_ONCE = 256 * 1024;

/** Milliseconds of quiet before a change of more text than that is sent, since what changed has to be found. */
const QUIET_MS = 100;

/** Milliseconds after which it is sent in any case: text typed without a pause would never be saved. */
const MAX_WAIT_MS = 250;

/** What of the window's state the workspace keeps. Tabs that show a plan file, or a text beyond the limit, are not kept. */
export function persistentPart(state: WorkspaceState): WindowState {
  const tabs = openQueries(state)
    .filter(({ sql }) => sql.length <= SQL_LIMIT)
    .map(({ id, title, sql, file }) => ({ id, title, sql, ...(file && { file }) }));
  const shown = selectActiveDocument(state)?.id;
  const activeTab = tabs.find(({ id }) => id === shown)?.id ?? null;
  return { tabs, activeTab, layout: state.layout };
}

const NOTHING: WindowState = { tabs: [], activeTab: null, layout: {} };

/** Milliseconds until all is sent again after a change was refused. */
const RETRY_MS = 1000;

let save = () => {};
let again = () => {};

/** Hands what was typed over to the main process now: before anything that could end the window. */
export function flushAutosave(): void {
  save();
}

/** Retries pending writes now. */
export function saveAgain(): void {
  again();
}

/**
 * Sends what changes in tabs, text and layout to the main process: it holds it
 * at once, so that the end of this process loses nothing, and writes it to disk.
 * Changes of long texts are sent when it is quiet, after {@link MAX_WAIT_MS} in
 * any case, on {@link flushAutosave}, and when the window loses focus or goes
 * away. Returns the function that stops it.
 */
export function startAutosave(): () => void {
  /** What the main process holds. */
  let sent = NOTHING;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest change that is not sent was made; null when all is sent. */
  let since: number | null = null;
  let refused = false;
  const warnOfOversized = oversizedWarning();

  const send = () => {
    clearTimeout(timer);
    if (since === null) return;
    since = null;
    warnOfOversized();
    const now = persistentPart(useWorkspace.getState());
    const change = changeBetween(sent, now);
    sent = now;
    call('workspace:save', change).then(
      () => {
        refused = false;
      },
      (thrown) => {
        const error = toAppError(thrown);
        // The banner says it, and the main process tries again.
        if (error.code === 'write_failed') return;
        // One notice for a row of failures.
        if (!refused) toastError(error, 'The workspace could not be saved');
        refused = true;
        // The main process holds something else: all is sent.
        sent = NOTHING;
        since ??= performance.now();
        timer = setTimeout(send, RETRY_MS);
      },
    );
  };
  const unsubscribe = useWorkspace.subscribe((state, previous) => {
    if (previous.phase === 'loading') {
      if (state.phase === 'ready') sent = persistentPart(state);
      return;
    }
    if (
      state.tabs === previous.tabs &&
      state.documents === previous.documents &&
      state.texts === previous.texts &&
      state.activeTab === previous.activeTab &&
      state.layout === previous.layout
    )
      return;
    // What one action changes in several steps goes as one: a microtask later.
    if (since === null && isShort(state)) queueMicrotask(send);
    const now = performance.now();
    since ??= now;
    clearTimeout(timer);
    timer = setTimeout(send, Math.max(0, Math.min(QUIET_MS, since + MAX_WAIT_MS - now)));
  });
  const unlisten = subscribe('saving:changed', (unsaved) => useWorkspace.setState({ unsaved }));
  save = send;
  again = () => {
    since ??= performance.now();
    send();
  };
  window.addEventListener('blur', send);
  window.addEventListener('beforeunload', send);
  return () => {
    unsubscribe();
    unlisten();
    send();
    save = () => {};
    again = () => {};
    window.removeEventListener('blur', send);
    window.removeEventListener('beforeunload', send);
  };
}

function isShort(state: WorkspaceState): boolean {
  let length = 0;
  for (const { sql } of openQueries(state)) length += sql.length;
  return length <= SENT_AT_ONCE;
}

/** Warns once per query that its text is longer than the limit. */
function oversizedWarning(): () => void {
  const warned = new Set<string>();
  return () => {
    for (const { id, title, sql } of openQueries(useWorkspace.getState())) {
      if (sql.length <= SQL_LIMIT) warned.delete(id);
      else if (!warned.has(id)) {
        warned.add(id);
        toast({
          kind: 'error',
          title: `${title} is too long to be saved`,
          description: `Texts of up to ${formatQuantity(SQL_LIMIT, 'character')} are restored after a restart. Save this one in a file.`,
        });
      }
    }
  };
}
