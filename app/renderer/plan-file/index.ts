export { PlanFileView } from './PlanFileView';
