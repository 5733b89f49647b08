export { forgetArrangements } from './columns/remembered';
export { ResultsPane } from './ResultsPane';
export { RunSummary } from './RunSummary';
export { SelectionStats } from './selection/SelectionStats';
