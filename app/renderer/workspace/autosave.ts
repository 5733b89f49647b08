import { formatQuantity } from '../../shared/figures';
import { SQL_LIMIT } from '../../shared/workspace';
import { toast, toastError } from '../base';
import { call, toAppError } from '../bridge';
import { useWorkspace, type WorkspaceState } from './store';

/** Up to as many characters of text in all tabs, every change is sent at once. */
const SENT_AT_ONCE = 256 * 1024;

/** Milliseconds of quiet before a change of more text than that is sent. */
const QUIET_MS = 100;

/** What of the window's state the workspace keeps. Tabs that show a plan file, or a text beyond the limit, are not kept. */
export function persistentPart(state: WorkspaceState) {
  const tabs = state.tabs.flatMap((tab) =>
    tab.kind === 'query' && tab.sql.length <= SQL_LIMIT
      ? [{ id: tab.id, title: tab.title, sql: tab.sql }]
      : [],
  );
  const activeTab = tabs.some((tab) => tab.id === state.activeTab) ? state.activeTab : null;
  return { tabs, activeTab, layout: state.layout };
}

/** Sends what has changed and is not sent yet. */
let flush = () => {};

/** Hands what was typed over to the main process now: before anything that could end the window. */
export function flushAutosave(): void {
  flush();
}

/**
 * Sends tabs, text and layout to the main process after each change: it holds
 * them at once, so that the end of this process loses nothing, and writes them
 * to disk. Long texts are sent when it is quiet, on {@link flushAutosave}, and
 * when the window loses focus or goes away. Returns the function that stops it.
 */
export function startAutosave(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let changed = false;
  let failing = false;
  const warnOfOversized = oversizedWarning();

  const send = () => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    warnOfOversized();
    call('workspace:save', persistentPart(useWorkspace.getState())).then(
      () => {
        failing = false;
      },
      (thrown) => {
        // One notice for a row of failures: the next change tries again anyway.
        if (!failing) toastError(toAppError(thrown), 'The workspace could not be saved');
        failing = true;
      },
    );
  };
  const unsubscribe = useWorkspace.subscribe((state, previous) => {
    if (previous.phase === 'loading') return;
    if (
      state.tabs === previous.tabs &&
      state.activeTab === previous.activeTab &&
      state.layout === previous.layout
    )
      return;
    clearTimeout(timer);
    // What one action changes in several steps goes as one: a microtask later.
    if (!changed && isShort(state)) queueMicrotask(send);
    else timer = setTimeout(send, QUIET_MS);
    changed = true;
  });
  flush = send;
  window.addEventListener('blur', send);
  window.addEventListener('beforeunload', send);
  return () => {
    unsubscribe();
    send();
    flush = () => {};
    window.removeEventListener('blur', send);
    window.removeEventListener('beforeunload', send);
  };
}

function isShort({ tabs }: WorkspaceState): boolean {
  let length = 0;
  for (const tab of tabs) length += tab.kind === 'query' ? tab.sql.length : 0;
  return length <= SENT_AT_ONCE;
}

/** Says once of each tab that its text has grown beyond the limit. */
function oversizedWarning(): () => void {
  const told = new Set<string>();
  return () => {
    for (const tab of useWorkspace.getState().tabs) {
      if (tab.kind !== 'query' || tab.sql.length <= SQL_LIMIT) told.delete(tab.id);
      else if (!told.has(tab.id)) {
        told.add(tab.id);
        toast({
          kind: 'error',
          title: `${tab.title} is too long to be kept`,
          description: `Texts of up to ${formatQuantity(SQL_LIMIT, 'character')} come back after a restart. Keep this one in a file.`,
        });
      }
    }
  };
}
