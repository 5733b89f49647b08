export {
  cancelRun,
  closeResult,
  closeRun,
  explainSql,
  loadMore,
  pinResult,
  runAgain,
  runSavedPlan,
  runSql,
} from './actions';
export { DEFAULT_LIMITS } from './limits';
export { inspectOperator } from './livePlan';
export { limitText, outcomeText } from './log';
export { type KeptResult, showBeside, showResult, titleOf, useResults } from './results';
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
