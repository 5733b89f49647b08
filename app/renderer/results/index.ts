export { ResultsPane } from './ResultsPane';
export { RunSummary } from './RunSummary';
