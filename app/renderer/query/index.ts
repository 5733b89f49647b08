export { cancelRun, closeRun, explainSql, loadMore, runAgain, runSavedPlan, runSql } from './actions';
export { DEFAULT_LIMITS } from './limits';
export { inspectOperator } from './livePlan';
export { limitText, outcomeText } from './log';
export {
  isActive,
  isOpen,
  type Origin,
  phasesOf,
  type RunState,
  type SavedPlanConsent,
  type ShownRows,
  type StartedRun,
} from './runState';
export { type LoggedEntry, runOf, subscribeRuns, useLog, useRun, useRunPart } from './store';
export { useElapsed } from './useElapsed';
