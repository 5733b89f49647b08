export { PlanPane } from './PlanPane';
export { PlanViews } from './PlanViews';
export { ModeSwitch } from './StagePath';
export { useSelectedNode } from './useSelectedNode';
export { usePlanView } from './viewStore';
