export { PlanFileView } from './PlanFileView';
export { SaveDialog } from './SaveDialog';
export { needsWord } from './saveChoices';
export { askAboutSaving } from './saveStore';
