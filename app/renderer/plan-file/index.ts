export { PlanFileView } from './PlanFileView';
export { SaveDialog } from './SaveDialog';
export { needsConfirmation } from './saveChoices';
export { askAboutSaving } from './saveStore';
