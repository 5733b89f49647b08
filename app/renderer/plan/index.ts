export { PlanPane } from './PlanPane';
export { PlanViews } from './PlanViews';
export { ModeSwitch } from './StagePath';
