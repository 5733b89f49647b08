export { forgetArrangements } from './columns/remembered';
export { ResultsPane } from './ResultsPane';
export { RunSummary } from './RunSummary';
export { SelectionStats } from './selection/SelectionStats';
export { ResultTabs } from './tabs/ResultTabs';
export { ResultTools } from './tabs/ResultTools';
export { findInResults } from './view';
