import { SQL_LIMIT } from '../../shared/workspace';
import { toast, toastError } from '../base';
import { call, toAppError } from '../bridge';
import { useWorkspace, type WorkspaceState } from './store';

/** Milliseconds of quiet before a change is written. */
const QUIET_MS = 300;

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

/**
 * Writes tabs, text and layout shortly after each change, and at once when the
 * window loses focus or goes away. Returns the function that stops it.
 */
export function startAutosave(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failing = false;
  /** Tabs whose text grew beyond the limit, which was said. */
  const oversized = new Set<string>();

  const warnOfOversized = () => {
    for (const tab of useWorkspace.getState().tabs) {
      if (tab.kind !== 'query' || tab.sql.length <= SQL_LIMIT) oversized.delete(tab.id);
      else if (!oversized.has(tab.id)) {
        oversized.add(tab.id);
        toast({
          kind: 'error',
          title: `${tab.title} is too long to be kept`,
          description: `Texts of up to ${SQL_LIMIT.toLocaleString('en-US')} characters come back after a restart. Keep this one in a file.`,
        });
      }
    }
  };

  const flush = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
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
    timer = setTimeout(flush, QUIET_MS);
  });
  window.addEventListener('blur', flush);
  window.addEventListener('beforeunload', flush);
  return () => {
    unsubscribe();
    flush();
    window.removeEventListener('blur', flush);
    window.removeEventListener('beforeunload', flush);
  };
}
