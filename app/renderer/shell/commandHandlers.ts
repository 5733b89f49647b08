import type { Condition } from '../../shared/commands/conditions';
import type { WindowCommand } from '../../shared/commands/registry';
import { toastError } from '../base';
import { call, toAppError } from '../bridge';
import { pickFiles } from '../catalog';
import { type CommandTarget, openShortcuts, togglePalette } from '../commands';
import { edit, openFind } from '../editor';
import { isOpen, runOf, subscribeRuns } from '../query';
import { findInResults } from '../results';
import { openSettings } from '../settings';
import {
  closeTab,
  openPlanTab,
  openQuery,
  reopenTab,
  saveQuery,
  selectActiveDocument,
  showPane,
  stepTab,
  useWorkspace,
} from '../workspace';
import { exportActiveRows, ownRows } from './exportRows';
import { cycleRegion } from './regions';
import {
  cancelActive,
  explainActive,
  exportActivePlan,
  runActive,
  saveActivePlan,
} from './statementCommands';

/** What each command of the window does, and when it applies. The side bar belongs to the shell's own state. */
export function commandTarget(toggleSideBar: () => void): CommandTarget {
  const handlers: Record<WindowCommand, () => void> = {
    'tab.new': () => void openQuery(),
    'tab.close': closeActiveTab,
    'tab.reopen': () => reopenTab(),
    'tab.next': () => stepTab(1),
    'tab.previous': () => stepTab(-1),
    'file.open': () => void pickFiles('files'),
    'folder.open': () => void pickFiles('folder'),
    'plan.open': () => void openPlan(),
    'query.save': () => void saveActiveQuery(),
    'query.saveAs': () => void saveActiveQuery({ as: true }),
    'rows.export': exportActiveRows,
    'plan.save': () => void saveActivePlan(),
    'plan.export.logical': () => void exportActivePlan('logical'),
    'plan.export.optimized': () => void exportActivePlan('optimized'),
    'plan.export.physical': () => void exportActivePlan('physical'),
    'query.run': () => void runActive(),
    'query.explain': () => void explainActive(),
    'query.cancel': cancelActive,
    'palette.open': togglePalette,
    'view.results': () => showPane('results'),
    'view.plan': () => showPane('plan'),
    'view.messages': () => showPane('messages'),
    'view.sidebar': toggleSideBar,
    'region.next': () => cycleRegion(1),
    'region.previous': () => cycleRegion(-1),
    'edit.undo': () => edit('undo'),
    'edit.redo': () => edit('redo'),
    'edit.selectAll': () => edit('selectAll'),
    'edit.find': () => findInResults() || openFind(),
    'settings.open': openSettings,
    'help.shortcuts': openShortcuts,
  };
  return { handlers, holds, subscribe };
}

function holds(condition: Condition): boolean {
  const { tabs, closed } = useWorkspace.getState();
  const shown = selectActiveDocument(useWorkspace.getState());
  const running = shown !== undefined && isOpen(runOf(shown.id));
  switch (condition) {
    case 'tab':
      return shown !== undefined;
    case 'otherTab':
      return tabs.length > 1;
    case 'closedTab':
      return closed.length > 0;
    case 'query':
      return shown?.kind === 'query';
    case 'rows':
      return shown !== undefined && ownRows(runOf(shown.id)) !== null;
    case 'running':
      return running;
    case 'idle':
      return !running;
  }
}

function subscribe(listener: () => void): () => void {
  const stops = [useWorkspace.subscribe(listener), subscribeRuns(listener)];
  return () => {
    for (const stop of stops) stop();
  };
}

async function saveActiveQuery(options?: { as: boolean }): Promise<void> {
  const shown = selectActiveDocument(useWorkspace.getState());
  if (shown?.kind === 'query') await saveQuery(shown.id, options);
}

function closeActiveTab(): void {
  const { activeTab } = useWorkspace.getState();
  if (activeTab) closeTab(activeTab);
}

async function openPlan(): Promise<void> {
  try {
    const path = await call('plan:pick', undefined);
    // Its tab reads it and shows errors.
    if (path !== null) openPlanTab(path);
  } catch (thrown) {
    toastError(toAppError(thrown), 'The plan could not be opened');
  }
}
