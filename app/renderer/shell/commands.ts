import type { MenuCommand } from '../../shared/ipc/contract';
import { toastError } from '../base';
import { call, toAppError } from '../bridge';
import { pickFiles } from '../catalog';
import { edit, openFind } from '../editor';
import { openSettings } from '../settings';
import { closeTab, openPlanTab, openQueryTab, showPane, stepTab, useWorkspace } from '../workspace';
import { cancelActive, explainActive, exportActivePlan, runActive, saveActivePlan } from './runs';

/** What each command of the application menu does. The side bar belongs to the shell's own state. */
export function commandTable(toggleSideBar: () => void): Record<MenuCommand, () => void> {
  return {
    'tab.new': () => void openQueryTab(),
    'tab.close': closeActiveTab,
    'tab.next': () => stepTab(1),
    'tab.previous': () => stepTab(-1),
    'file.open': () => void pickFiles('files'),
    'folder.open': () => void pickFiles('folder'),
    'plan.open': () => void openPlan(),
    'plan.save': () => void saveActivePlan(),
    'plan.export.logical': () => void exportActivePlan('logical'),
    'plan.export.optimized': () => void exportActivePlan('optimized'),
    'plan.export.physical': () => void exportActivePlan('physical'),
    'query.run': () => void runActive(),
    'query.explain': () => void explainActive(),
    'query.cancel': cancelActive,
    'view.results': () => showPane('results'),
    'view.plan': () => showPane('plan'),
    'view.messages': () => showPane('messages'),
    'view.sidebar': toggleSideBar,
    'edit.undo': () => edit('undo'),
    'edit.redo': () => edit('redo'),
    'edit.selectAll': () => edit('selectAll'),
    'edit.find': openFind,
    'settings.open': openSettings,
  };
}

function closeActiveTab(): void {
  const { activeTab } = useWorkspace.getState();
  if (activeTab) closeTab(activeTab);
}

async function openPlan(): Promise<void> {
  try {
    const path = await call('plan:pick', undefined);
    // Its tab reads it: what is wrong with it is said there.
    if (path !== null) openPlanTab(path);
  } catch (thrown) {
    toastError(toAppError(thrown), 'The plan could not be opened');
  }
}
