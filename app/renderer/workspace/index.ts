export {
  closeTab,
  loadWorkspace,
  openPlanTab,
  openQueryTab,
  openSavedQuery,
  reopenTab,
  selectTab,
  setLayout,
  setSql,
  showPane,
  stepTab,
} from './actions';
export { useActivities, withActivity } from './activities';
export { flushAutosave, startAutosave } from './autosave';
export { type PaneId, selectActiveTab, useWorkspace } from './store';
export { TabStrip } from './TabStrip';
export { useActiveTab } from './tabHeads';
export { UnsavedBanner } from './UnsavedBanner';
