export {
  closeTab,
  loadWorkspace,
  openPlanTab,
  openQuery,
  openQueryOnce,
  openSavedQuery,
  reopenTab,
  setLayout,
  setText,
  showPane,
  stepTab,
} from './actions';
export { useActivities, withActivity } from './activities';
export { flushAutosave, startAutosave } from './autosave';
export type { Document, DocumentOf } from './documents';
export { SqlFileDialogs } from './SqlFileDialogs';
export { followSqlFiles, openSqlFile, saveQuery } from './sqlFiles';
export { selectActiveDocument, selectPane, useWorkspace } from './store';
export { TabStrip } from './TabStrip';
export { UnsavedBanner } from './UnsavedBanner';
