export { ResultsPane } from './ResultsPane';
export { RunSummary } from './RunSummary';
export { findInResults } from './view';
